//! Compiles worker and screens to wasm, binds them to JavaScript, and makes the release small with wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

use crate::workspace::{Workspace, cargo};

/// The two wasm files: the worker never loads Leptos, the screens never load the phone-number metadata.
pub const MODULES: [&str; 2] = ["callscribe_worker", SCREENS];

/// The one that is divided into parts.
const SCREENS: &str = "callscribe_ui";

/// How much time the build may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Unoptimised, for a quick look.
    Dev,
    /// What is shipped, and what every end-to-end test runs.
    Release,
}

impl Profile {
    fn directory(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// Builds both modules and returns the directories with their JavaScript and wasm.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<Vec<PathBuf>> {
    compile(profile, &["callscribe-worker", "callscribe-ui"])?;
    let optimiser = (profile == Profile::Release).then(|| install_wasm_opt(workspace)).transpose()?;
    thread::scope(|scope| {
        let running = MODULES.map(|module| scope.spawn(|| bind(workspace, profile, module, optimiser.as_deref())));
        running.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("binding a module panicked"))?).collect()
    })
}

/// Builds the tests that need a browser and prints the directory with their JavaScript and wasm.
pub fn build_storage_tests(workspace: &Workspace) -> Result<()> {
    compile(Profile::Dev, &["callscribe-storage-tests"])?;
    println!("{}", bind(workspace, Profile::Dev, "callscribe_storage_tests", None)?.display());
    Ok(())
}

/// Builds what the benchmarks ask of the product, made small as the product is, and prints the directory with its JavaScript and wasm.
pub fn build_bench(workspace: &Workspace) -> Result<()> {
    compile(Profile::Release, &["callscribe-bench"])?;
    let optimiser = install_wasm_opt(workspace)?;
    println!("{}", bind(workspace, Profile::Release, "callscribe_bench", Some(&optimiser))?.display());
    Ok(())
}

/// A build that can switch safeguards off never becomes an extension; core itself refuses to be compiled to wasm that way.
fn refuse_sabotage() -> Result<()> {
    let sabotages = |(name, value): (String, String)| {
        let flags = name.ends_with("RUSTFLAGS") && value.contains("callscribe_sabotage");
        flags || name == "RUSTC_WORKSPACE_WRAPPER" && value.ends_with("without-safeguards.sh")
    };
    ensure!(
        !std::env::vars().any(sabotages),
        "`callscribe_sabotage` switches safeguards off: it is for the simulated world and never built into an extension."
    );
    Ok(())
}

fn compile(profile: Profile, packages: &[&str]) -> Result<()> {
    refuse_sabotage()?;
    let mut command = cargo();
    command.args(["build", "--lib", "--target=wasm32-unknown-unknown"]);
    command.args(packages.iter().map(|package| format!("--package={package}")));
    if profile == Profile::Release {
        command.arg("--release");
    }
    ensure!(command.status()?.success(), "The wasm could not be compiled; the reason stands above.");
    Ok(())
}

/// Binds one module, unless what cargo built is what was bound the last time.
fn bind(workspace: &Workspace, profile: Profile, module: &str, wasm_opt: Option<&Path>) -> Result<PathBuf> {
    let built = workspace.target.join("wasm32-unknown-unknown").join(profile.directory()).join(format!("{module}.wasm"));
    let input = fs::read(&built).with_context(|| format!("reading {}", built.display()))?;
    let home = workspace.target.join("extension").join(profile.directory()).join(module);
    let (bound, seen) = (home.join("bound"), home.join("seen.wasm"));
    if is_newer_than_this_tool(&seen) && fs::read(&seen).is_ok_and(|before| before == input) {
        return Ok(bound);
    }
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    let main = if module == SCREENS { divide(module, &input, &home, &bound)? } else { input.clone() };
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes(module, main).web(true)?.omit_default_module_path(false).typescript(false);
    // The parts find the first one's memory and table by these exports.
    bindgen.keep_lld_exports(module == SCREENS).generate(&bound)?;
    if let Some(wasm_opt) = wasm_opt {
        fs::read_dir(&bound)?
            .map(|entry| Ok(entry?.path()))
            .filter(|path: &Result<PathBuf>| path.as_ref().is_ok_and(|path| path.extension().is_some_and(|kind| kind == "wasm")))
            .try_for_each(|path| shrink(wasm_opt, &path?))?;
    }
    fs::write(seen, input)?;
    Ok(bound)
}

/// Takes out what a page loads later (`wasm_split` in the sources) and returns the rest.
fn divide(module: &str, whole: &[u8], home: &Path, parts: &Path) -> Result<Vec<u8>> {
    let (main, glue) = (home.join("main.wasm"), format!("./{module}.js"));
    let mut options = Options::new(whole);
    options.output_dir = parts;
    options.main_out_path = &main;
    options.link_name = "./parts.js";
    options.main_module = &glue;
    fs::create_dir_all(parts)?;
    transform(options).map_err(|error| anyhow!("dividing {module}: {error:?}"))?;
    Ok(fs::read(main)?)
}

/// What an older build of this tool bound is bound again.
fn is_newer_than_this_tool(seen: &Path) -> bool {
    let made = |path: &Path| fs::metadata(path).and_then(|about| about.modified());
    let tool = std::env::current_exe().and_then(|tool| made(&tool));
    matches!((made(seen), tool), (Ok(seen), Ok(tool)) if seen > tool)
}

/// Browsers compile a function when it is first called: what is called from one place alone stays a function of its own, so that a life of
/// the worker compiles only what it comes to. That costs less than a thousandth of the size.
const SMALL: [&str; 2] = ["-Oz", "--one-caller-inline-max-function-size=100"];

fn shrink(wasm_opt: &Path, wasm: &Path) -> Result<()> {
    let status = Command::new("node").arg(wasm_opt).args(SMALL).arg(wasm).arg("-o").arg(wasm).status();
    ensure!(status.context("running node")?.success(), "wasm-opt failed on {}", wasm.display());
    Ok(())
}

/// Installs the pinned npm package binaryen into the cache, once per machine and version.
fn install_wasm_opt(workspace: &Workspace) -> Result<PathBuf> {
    let (package, lock) = (include_str!("../package.json"), include_str!("../package-lock.json"));
    let home = workspace.cache("wasm-opt")?;
    let wasm_opt = home.join("node_modules/binaryen/bin/wasm-opt");
    let installed = home.join("installed");
    if fs::read_to_string(&installed).is_ok_and(|before| before == lock) && wasm_opt.exists() {
        return Ok(wasm_opt);
    }
    fs::create_dir_all(&home)?;
    fs::write(home.join("package.json"), package)?;
    fs::write(home.join("package-lock.json"), lock)?;
    let npm = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-timeout=60000", "--fetch-retries=2"];
    let status = Command::new("npm").args(npm).current_dir(&home).status();
    ensure!(status.context("running npm; install Node 20 or newer")?.success(), "npm could not install binaryen.");
    fs::write(installed, lock)?;
    Ok(wasm_opt)
}
