//! Packs the extension for the store: the same sources always give the same bytes.

use std::fs;
use std::io::{Cursor, Write};

use anyhow::{Result, ensure};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::check;
use crate::dist::{self, Files};
use crate::wasm::Profile;
use crate::workspace::Workspace;

/// From ten on the zip crate deflates with zopfli: some seconds for some hundredths of the size.
const ZOPFLI: i64 = 12;

/// Bytes of the packed extension.
const LIMIT: usize = 1_600 * 1024;

/// Builds the release, checks it and writes `dist/callscribe-VERSION.zip`.
pub fn run(workspace: &Workspace) -> Result<()> {
    let mut files = dist::assemble(workspace, Profile::Release)?;
    let mut manifest = dist::manifest(&files)?;
    let complaints = check::complaints(&files, &manifest, &workspace.version);
    ensure!(complaints.is_empty(), "The extension cannot be packed:\n{}", complaints.join("\n"));

    // The store gives the extension its own identity and refuses one that brings a key.
    if let Some(fields) = manifest.as_object_mut() {
        fields.remove("key");
    }
    dist::set_manifest(&mut files, &manifest)?;

    let packed = pack(&files)?;
    ensure!(packed.len() <= LIMIT, "The package has {} KB, more than {} KB.", packed.len() / 1024, LIMIT / 1024);
    let name = format!("dist/callscribe-{}.zip", workspace.version);
    fs::create_dir_all(workspace.root.join("dist"))?;
    fs::write(workspace.root.join(&name), &packed)?;
    println!("{name}: {} files, {} KB.", files.len(), packed.len() / 1024);
    Ok(())
}

/// The zip of these files, in their order, without the time of day.
fn pack(files: &Files) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(ZOPFLI))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_package() -> Result<()> {
        let files: Files = [("b.js".to_owned(), b"b".to_vec()), ("a/c.css".to_owned(), vec![7; 4096])].into();
        assert_eq!(pack(&files)?, pack(&files.clone())?);
        Ok(())
    }
}
