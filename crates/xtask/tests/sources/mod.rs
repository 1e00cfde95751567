//! The Rust sources of a room, for what is held of their text.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

/// Every Rust source of a room (a folder in `crates`) with its text.
pub fn of(room: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(room).join("src"), &mut found)?;
    ensure!(!found.is_empty(), "{room} has no sources");
    Ok(found)
}

fn walk(directory: &Path, found: &mut Vec<(PathBuf, String)>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            found.push((path, text));
        }
    }
    Ok(())
}
