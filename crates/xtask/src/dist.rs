//! Lays out the extension: wasm and its glue, `extension/`, `static/` and the manifest, flat as the browser loads it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::styles;
use crate::wasm::{self, Profile};
use crate::workspace::Workspace;

/// Every file of the extension by its path inside it, with `/` between the parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Builds the extension into `dist/`, or its test twin into `dist-test/`.
pub fn run(workspace: &Workspace, profile: Profile, test: bool) -> Result<()> {
    let mut files = assemble(workspace, profile)?;
    if test {
        open_loopback(&mut files)?;
    }
    let directory = if test { "dist-test" } else { "dist" };
    write(&workspace.root.join(directory), &files)?;
    println!("{directory}/ holds {} files, {} KB.", files.len(), files.values().map(Vec::len).sum::<usize>() / 1024);
    Ok(())
}

/// Builds the wasm and collects every file of the extension.
pub fn assemble(workspace: &Workspace, profile: Profile) -> Result<Files> {
    let mut files = Files::new();
    for directory in wasm::build(workspace, profile)? {
        collect(&directory, "", &mut files)?;
    }
    collect(&workspace.root.join("extension"), "", &mut files)?;
    collect(&workspace.root.join("static"), "", &mut files)?;
    styles::join(&mut files)?;
    files.insert("manifest.json".into(), fs::read(workspace.root.join("manifest.json"))?);
    Ok(files)
}

/// A permission prompt cannot be answered headless, so the test build may reach this machine from the start.
/// Nothing else may differ.
fn open_loopback(files: &mut Files) -> Result<()> {
    let mut manifest = manifest(files)?;
    manifest["host_permissions"] = json!(["http://127.0.0.1/*", "http://localhost/*"]);
    set_manifest(files, &manifest)
}

/// The manifest among the files.
pub fn manifest(files: &Files) -> Result<Value> {
    let bytes = files.get("manifest.json").context("There is no manifest.json.")?;
    serde_json::from_slice(bytes).context("manifest.json is not JSON")
}

/// Puts a changed manifest in the place of the one among the files.
pub fn set_manifest(files: &mut Files, manifest: &Value) -> Result<()> {
    files.insert("manifest.json".into(), serde_json::to_vec_pretty(manifest)?);
    Ok(())
}

fn collect(directory: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| format!("reading {}", directory.display()))? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Makes `directory` hold these files. What is right already is not touched: a browser may have it loaded.
fn write(directory: &Path, files: &Files) -> Result<()> {
    let mut present = Files::new();
    if directory.exists() {
        collect(directory, "", &mut present)?;
    }
    for name in present.keys().filter(|name| !files.contains_key(*name) && !is_result(name)) {
        fs::remove_file(directory.join(name))?;
    }
    for (name, bytes) in files.iter().filter(|(name, bytes)| present.get(*name) != Some(bytes)) {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().context("a file without a directory")?)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

/// What `make run`, `make package` and `make bench` leave beside the extension.
fn is_result(name: &str) -> bool {
    name.starts_with("screenshots/") || name.starts_with("bench/") || name == "bench.json" || name.ends_with(".zip")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_build_differs_only_in_reaching_loopback() -> Result<()> {
        let workspace = Workspace::find()?;
        let mut shipped = Files::new();
        collect(&workspace.root.join("extension"), "", &mut shipped)?;
        shipped.insert("manifest.json".into(), fs::read(workspace.root.join("manifest.json"))?);
        let mut tested = shipped.clone();
        open_loopback(&mut tested)?;

        let mut tested_manifest = manifest(&tested)?;
        let hosts = tested_manifest.as_object_mut().and_then(|fields| fields.remove("host_permissions"));
        assert_eq!(hosts, Some(json!(["http://127.0.0.1/*", "http://localhost/*"])));
        assert_eq!(tested_manifest, manifest(&shipped)?);

        shipped.remove("manifest.json");
        tested.remove("manifest.json");
        assert_eq!(tested, shipped);
        Ok(())
    }
}
