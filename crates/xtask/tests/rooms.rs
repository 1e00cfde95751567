//! The rooms of the architecture: who may depend on whom, and what the screens may not reach.

mod sources;

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Each room with the rooms below it that it may depend on.
const ROOMS: [(&str, &[&str]); 6] = [
    ("callscribe-core", &[]),
    ("callscribe-crm", &["callscribe-core"]),
    ("callscribe-phone", &["callscribe-core"]),
    ("callscribe-browser", &["callscribe-core"]),
    ("callscribe-worker", &["callscribe-core", "callscribe-browser", "callscribe-crm", "callscribe-phone"]),
    ("callscribe-ui", &["callscribe-core", "callscribe-browser"]),
];

#[test]
fn the_arrows_between_rooms_point_only_downwards() -> Result<()> {
    let needs = dependencies()?;
    for (room, below) in ROOMS {
        let Some(needed) = needs.get(room) else { continue };
        let wrong: Vec<&String> = needed.iter().filter(|name| !below.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{room} must not depend on {wrong:?}");
    }
    Ok(())
}

#[test]
fn the_screens_write_nothing_but_the_desk() -> Result<()> {
    for (path, text) in sources::of("ui")? {
        // `DeskWriter` is the one writer they may name.
        let text = text.replace("DeskWriter", "");
        for forbidden in ["Writer", "Idb", "indexedDB"] {
            assert!(!text.contains(forbidden), "{} mentions {forbidden}", path.display());
        }
    }
    Ok(())
}

#[test]
fn core_reads_no_clock_no_network_and_no_chance() -> Result<()> {
    for (path, text) in sources::of("core")? {
        for forbidden in [
            "SystemTime",
            "Instant::now",
            "Utc::now",
            "Local::now",
            "std::net",
            "std::fs",
            "std::thread",
            "wasm_bindgen",
            "web_sys",
            "js_sys",
        ] {
            assert!(!text.contains(forbidden), "{} mentions {forbidden}", path.display());
        }
    }
    Ok(())
}

/// Which rooms each package of the workspace depends on, leaving out what only its tests need.
fn dependencies() -> Result<BTreeMap<String, Vec<String>>> {
    let output = Command::new(env!("CARGO")).args(["metadata", "--no-deps", "--format-version=1"]).output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let rooms = |package: &Value| {
        let all = package["dependencies"].as_array().into_iter().flatten();
        all.filter(|needed| needed["kind"] != "dev").map(name).filter(|needed| needed.starts_with("callscribe-")).collect()
    };
    Ok(packages.iter().map(|package| (name(package), rooms(package))).collect())
}
