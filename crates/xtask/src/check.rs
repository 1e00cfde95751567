//! What must hold before anything is packed for the store: only the doors we mean to have, no remote code, no bloat.

use serde_json::{Value, json};

use crate::dist::Files;

const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; media-src 'self' blob:; connect-src 'self' https: wss: http: ws:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Doors the extension never has: reaching pages, being reached by them, or updating from elsewhere.
const CLOSED: [&str; 7] =
    ["host_permissions", "optional_permissions", "content_scripts", "web_accessible_resources", "sandbox", "update_url", "devtools_page"];

/// Code made from text while running, or loaded while running, cannot be reviewed by the store.
const REMOTE_CODE: [&str; 5] = ["eval(", "new Function(", "import(", "importScripts(", "from \"http"];

/// Bytes of one wasm file before it is packed.
const WASM_LIMIT: usize = 3 * 1024 * 1024;

/// Everything wrong with these files, one sentence each; nothing if they may be packed.
pub fn complaints(files: &Files, manifest: &Value, version: &str) -> Vec<String> {
    let mut found = doors(manifest);
    found.extend(identity(manifest, version));
    found.extend(missing_files(files, manifest));
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => found.extend(page(name, &text)),
            "js" => found.extend(script(name, &text)),
            "wasm" if bytes.len() > WASM_LIMIT => {
                found.push(format!("{name} has {} KB, more than {} KB.", bytes.len() / 1024, WASM_LIMIT / 1024))
            }
            "wasm" | "css" | "json" | "png" | "svg" | "woff2" | "txt" => {}
            _ => found.push(format!("{name} is no kind of file an extension needs.")),
        }
    }
    found
}

fn doors(manifest: &Value) -> Vec<String> {
    let meant = [
        ("manifest_version", json!(3)),
        ("permissions", json!(["alarms", "identity", "notifications", "sidePanel", "storage", "unlimitedStorage"])),
        ("storage", json!({"managed_schema": "managed_schema.json"})),
        ("optional_host_permissions", json!(["https://*/*", "http://*/*"])),
        ("externally_connectable", json!({"ids": []})),
        ("content_security_policy", json!({"extension_pages": CSP})),
    ];
    let differing = meant.iter().filter(|(key, value)| manifest[*key] != *value);
    let open = CLOSED.iter().filter(|key| manifest.get(**key).is_some());
    differing
        .map(|(key, value)| format!("manifest: `{key}` must be {value}."))
        .chain(open.map(|key| format!("manifest: `{key}` must not be there.")))
        .collect()
}

fn identity(manifest: &Value, version: &str) -> Option<String> {
    (manifest["version"] != version).then(|| format!("manifest: `version` must be {version}, as in Cargo.toml."))
}

/// Whatever the manifest names must be among the files.
fn missing_files(files: &Files, manifest: &Value) -> Vec<String> {
    let pointers = ["/background/service_worker", "/action/default_popup", "/side_panel/default_path", "/storage/managed_schema"];
    let single = pointers.iter().filter_map(|pointer| manifest.pointer(pointer));
    let icons = ["/icons", "/action/default_icon"].iter().filter_map(|pointer| manifest.pointer(pointer)?.as_object());
    let locale = manifest["default_locale"].as_str().map(|locale| format!("_locales/{locale}/messages.json"));
    single
        .chain(icons.flat_map(serde_json::Map::values))
        .filter_map(|name| name.as_str().map(str::to_owned))
        .chain(locale)
        .filter(|name| !files.contains_key(name))
        .map(|name| format!("manifest: {name} is not there."))
        .collect()
}

/// A page loads scripts and styles from beside it and has none within.
fn page(name: &str, text: &str) -> Vec<String> {
    let tags = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    tags.filter_map(|(tag, after)| {
        let attributes = || tag.split_whitespace().skip(1);
        let inline = tag.starts_with("script") && (!tag.contains("src=\"") || !after.trim().is_empty());
        let handler = attributes().any(|word| word.starts_with("on") && word.contains('='));
        let style = tag.starts_with("style") || attributes().any(|word| word.starts_with("style="));
        let remote = tag.contains("=\"http") || tag.contains("=\"//");
        (inline || handler || style || remote).then(|| format!("{name}: <{tag}> brings its own or foreign code or style."))
    })
    .collect()
}

fn script(name: &str, text: &str) -> Vec<String> {
    REMOTE_CODE.iter().filter(|code| text.contains(**code)).map(|code| format!("{name} contains `{code}`.")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;
    use anyhow::Result;

    fn manifest() -> Result<Value> {
        Ok(serde_json::from_slice(&std::fs::read(Workspace::find()?.root.join("manifest.json"))?)?)
    }

    #[test]
    fn our_manifest_has_exactly_the_doors_we_mean() -> Result<()> {
        assert_eq!(doors(&manifest()?), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn a_door_more_or_wider_is_a_complaint() -> Result<()> {
        for (key, value) in [
            ("host_permissions", json!(["https://*/*"])),
            ("permissions", json!(["alarms", "tabs"])),
            ("externally_connectable", json!({"matches": ["https://example.com/*"]})),
            ("content_security_policy", json!({"extension_pages": "script-src 'self' 'unsafe-eval'"})),
        ] {
            let mut manifest = manifest()?;
            manifest[key] = value;
            assert_eq!(doors(&manifest).len(), 1, "{key}");
        }
        Ok(())
    }

    #[test]
    fn inline_and_remote_code_in_a_page_is_a_complaint() {
        for bad in [
            "<script>go()</script>",
            "<script src=\"a.js\">go()</script>",
            "<script src=\"https://example.com/a.js\"></script>",
            "<body onload=\"go()\">",
            "<p style=\"color:red\">",
            "<style>p{}</style>",
        ] {
            assert!(!page("popup.html", bad).is_empty(), "{bad}");
        }
        assert!(page("popup.html", "<script type=\"module\" src=\"main.js\"></script>\n<body></body>").is_empty());
    }

    #[test]
    fn code_made_while_running_is_a_complaint() {
        for bad in ["eval(x)", "new Function(\"x\")", "import(url)", "import x from \"https://example.com/x.js\""] {
            assert!(!script("main.js", bad).is_empty(), "{bad}");
        }
        assert!(script("main.js", "import init from \"./callscribe_ui.js\"; import.meta.url").is_empty());
    }
}
