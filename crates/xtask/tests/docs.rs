//! What the documents point to is there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

#[test]
fn every_link_in_the_documents_leads_to_a_file() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for document in ["README.md", "ARCHITECTURE.md", "RULES.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root.join(document)).context(document)?;
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_local = !link.starts_with("https://") && !link.starts_with('#');
            ensure!(!is_local || root.join(link).exists(), "{document} points to {link}, which is not there");
        }
    }
    Ok(())
}

#[test]
fn the_readme_begins_with_the_two_commands() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join("README.md"))?;
    let commands: Vec<&str> = text.lines().skip(1).filter(|line| !line.is_empty()).take(2).map(str::trim).collect();
    ensure!(commands[0].starts_with("make run") && commands[1].starts_with("make test"), "{commands:?}");
    Ok(())
}
