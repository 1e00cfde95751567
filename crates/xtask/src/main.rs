//! `cargo xtask`: builds the extension into `dist/`, packs it for the store, and tells how big it is.

mod check;
mod dist;
mod icons;
mod numbers;
mod package;
mod sizes;
mod styles;
mod wasm;
mod workspace;

use anyhow::{Result, bail};
use wasm::Profile;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask dist [--dev] [--test]   build the extension into dist/
    --dev    unoptimised and quick
    --test   into dist-test/, reaching loopback without a permission prompt
cargo xtask package                 check dist/ and pack it for the store as dist/callscribe-VERSION.zip
cargo xtask sizes                   sizes of both wasm files, raw and brotli
cargo xtask storage-tests           build what tests/storage runs in a page, and say where it lies
cargo xtask bench                   build what tests/bench asks of the product, and say where it lies
cargo xtask icons                   draw static/icons anew
cargo xtask numbers                 make the numbering plans anew from the metadata rlibphonenumber carries";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, flags) = match args.split_first() {
        Some((command, flags)) => (command.as_str(), flags),
        None => ("help", &[][..]),
    };
    let (profile, test) = read_flags(command, flags)?;
    let workspace = Workspace::find()?;
    let _alone = workspace.lock()?;
    match command {
        "dist" => dist::run(&workspace, profile, test),
        "package" => package::run(&workspace),
        "sizes" => sizes::run(&workspace),
        "storage-tests" => wasm::build_storage_tests(&workspace),
        "bench" => wasm::build_bench(&workspace),
        "icons" => icons::run(&workspace),
        "numbers" => numbers::run(&workspace),
        "help" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("There is no `{other}`.\n{HELP}"),
    }
}

/// Only `dist` takes flags; anything unknown is refused rather than ignored.
fn read_flags(command: &str, flags: &[String]) -> Result<(Profile, bool)> {
    let (mut profile, mut test) = (Profile::Release, false);
    for flag in flags {
        match (command, flag.as_str()) {
            ("dist", "--dev") => profile = Profile::Dev,
            ("dist", "--test") => test = true,
            _ => bail!("`{command}` does not know `{flag}`.\n{HELP}"),
        }
    }
    Ok((profile, test))
}
