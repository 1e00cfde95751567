//! Says how big the wasm files are, as they lie on the disk and as a download.

use anyhow::Result;

use crate::dist;
use crate::wasm::Profile;
use crate::workspace::Workspace;

/// Prints one line per wasm file of the release build.
pub fn run(workspace: &Workspace) -> Result<()> {
    let files = dist::assemble(workspace, Profile::Release)?;
    println!("{:<28}{:>10}{:>10}", "", "raw", "brotli");
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".wasm")) {
        println!("{name:<28}{:>7} KB{:>7} KB", bytes.len() / 1024, brotli(bytes)? / 1024);
    }
    Ok(())
}

/// Bytes after brotli at its best.
fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut small = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    Ok(brotli::BrotliCompress(&mut &bytes[..], &mut small, &params)?)
}
