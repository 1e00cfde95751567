//! Where things are: the workspace's root, cargo's target directory and the cache for downloads.

use std::env;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What `cargo metadata` says about this workspace.
pub struct Workspace {
    /// The directory of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The version all crates share; the manifest carries the same.
    pub version: String,
}

impl Workspace {
    /// Asks the cargo that runs this.
    pub fn find() -> Result<Self> {
        let output = cargo().args(["metadata", "--no-deps", "--format-version=1"]).output()?;
        ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let text = |value: &Value| value.as_str().map(str::to_owned).context("cargo metadata lacks a field");
        Ok(Self {
            root: text(&metadata["workspace_root"])?.into(),
            target: text(&metadata["target_directory"])?.into(),
            version: text(&metadata["packages"][0]["version"])?,
        })
    }

    /// Keeps other builds of this workspace out until it is dropped.
    pub fn lock(&self) -> Result<File> {
        let directory = self.target.join("extension");
        fs::create_dir_all(&directory)?;
        let file = File::create(directory.join("lock"))?;
        file.lock()?;
        Ok(file)
    }

    /// A directory for what is made once per machine, outside the work tree.
    pub fn cache(&self, name: &str) -> Result<PathBuf> {
        let base = env::var_os("CALLSCRIBE_CACHE")
            .map(PathBuf::from)
            .or_else(|| env::var_os("XDG_CACHE_HOME").map(|base| PathBuf::from(base).join("callscribe")))
            .or_else(|| env::home_dir().map(|home| home.join(".cache/callscribe")))
            .context("Set CALLSCRIBE_CACHE: there is no home directory to keep downloads in.")?;
        Ok(base.join(name))
    }
}

/// The cargo that runs this.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
