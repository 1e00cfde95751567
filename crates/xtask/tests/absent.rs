//! A field that may be absent says so: core's decoder asks for fields in order and knows no other sign of it than `default`.

mod sources;

use anyhow::Result;

#[test]
fn an_optional_field_of_what_is_read_has_a_default() -> Result<()> {
    let mut all = Vec::new();
    for room in ["core", "crm", "phone", "browser", "worker", "ui"] {
        let texts = sources::of(room)?;
        all.extend(texts.iter().flat_map(|(path, text)| missing(text).map(|line| format!("{}:{line}", path.display()))));
    }
    assert!(all.is_empty(), "`#[serde(default)]` is missing at {all:#?}");
    Ok(())
}

#[test]
fn a_missing_default_is_found() {
    let with =
        |attributes: &str, field: &str| format!("#[derive(Deserialize)]\n{attributes}pub struct A {{\n{field}    pub a: Option<u8>,\n}}\n");
    let count = |text: &str| missing(text).count();
    assert_eq!(count(&with("", "")), 1);
    assert_eq!(count(&with("", "    /// What it is.\n    #[serde(rename = \"b\")]\n")), 1);
    assert_eq!(count(&with("", "    #[serde(default, rename = \"b\")]\n")), 0);
    assert_eq!(count(&with("#[serde(default)]\n", "")), 0);
    assert_eq!(count(&with("", "").replace("Deserialize", "Serialize")), 0);
}

/// The lines of optional fields without a default, in types that are read.
fn missing(text: &str) -> impl Iterator<Item = usize> {
    let (mut found, mut attributes, mut fields) = (Vec::new(), String::new(), None);
    for (at, line) in text.lines().enumerate() {
        let words = line.trim_start();
        let depth = line.len() - words.len();
        if words.starts_with("//") {
            continue;
        }
        if words.starts_with("#[") {
            attributes.push_str(words);
            continue;
        }
        let opens = ["struct ", "enum "].iter().any(|kind| words.starts_with(kind) || words.starts_with("pub") && words.contains(kind));
        if opens && line.ends_with('{') {
            let is_read = attributes.contains("Deserialize") && !attributes.contains("default");
            fields = is_read.then_some(depth);
        } else if fields == Some(depth) && words.starts_with('}') {
            fields = None;
        } else if fields.is_some()
            && words.split_once(": ").is_some_and(|(_, kind)| kind.starts_with("Option<"))
            && !attributes.contains("default")
        {
            found.push(at + 1);
        }
        attributes.clear();
    }
    found.into_iter()
}
