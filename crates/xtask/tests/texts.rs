//! The texts of `_locales`: every one the screens name exists, and every one that exists is named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

#[test]
fn every_text_the_screens_name_exists_and_every_text_is_named() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let messages: Value = serde_json::from_str(&fs::read_to_string(root.join("static/_locales/en/messages.json"))?)?;
    let there: BTreeSet<String> = messages.as_object().context("messages.json is no object")?.keys().cloned().collect();

    let mut sources = Vec::new();
    walk(&root.join("crates/ui/src"), &mut sources)?;
    walk(&root.join("crates/worker/src"), &mut sources)?;
    sources.push(root.join("crates/core/src/views/why.rs"));
    let code: String = sources.iter().map(fs::read_to_string).collect::<Result<Vec<_>, _>>()?.concat();
    let manifest = fs::read_to_string(root.join("manifest.json"))?;

    let literals: BTreeSet<&str> = code.split('"').collect();
    let unnamed: Vec<_> =
        there.iter().filter(|key| !literals.contains(key.as_str()) && !manifest.contains(&format!("__MSG_{key}__"))).collect();
    assert!(unnamed.is_empty(), "nobody names {unnamed:?}");

    let missing: Vec<_> = literals.iter().filter(|text| is_key(text) && !there.contains(**text)).collect();
    assert!(missing.is_empty(), "messages.json lacks {missing:?}");
    Ok(())
}

#[test]
fn no_text_stands_in_the_screens_themselves() -> Result<()> {
    let mut sources = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src"), &mut sources)?;
    for path in sources {
        let text = fs::read_to_string(&path)?;
        let tags = text.split('>').zip(text.split('>').skip(1)).filter(|(before, _)| !before.ends_with(['=', '-', ' ']));
        let between_tags = tags.filter_map(|(_, rest)| rest.trim_start().strip_prefix('"')?.split_once('"')).map(|(words, _)| words);
        let is_a_text = |words: &&str| !words.starts_with("Ctrl") && words.chars().filter(|c| c.is_alphabetic()).count() > 3;
        let words: Vec<_> = between_tags.filter(is_a_text).collect();
        assert!(words.is_empty(), "{} says {words:?}; texts belong into _locales", path.display());
    }
    Ok(())
}

#[test]
fn nothing_foreign_becomes_html_and_no_style_is_written_inline() -> Result<()> {
    let mut sources = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src"), &mut sources)?;
    for path in sources {
        let text = fs::read_to_string(&path)?;
        for forbidden in ["inner_html", "set_inner", "insert_adjacent", " style=", "outer_html"] {
            assert!(!text.contains(forbidden), "{} uses {forbidden}", path.display());
        }
    }
    Ok(())
}

/// A name of a text: lower-case words joined by underscores.
fn is_key(text: &str) -> bool {
    text.contains('_')
        && !text.starts_with('_')
        && !text.ends_with('_')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
