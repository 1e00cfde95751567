//! `cargo xtask numbers`: makes the numbering plans that the crate rlibphonenumber carries into the tables numbers are read with.

mod automaton;
mod metadata;
mod pattern;
mod signs;
mod states;
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::workspace::{Workspace, cargo};
use automaton::{Automaton, Shared};
use metadata::{Format, Kind, Plan};
use states::States;
use tables::{Row, Tables};

const WRITTEN: &str = "crates/core/src/number/plans.bin";
/// Where rlibphonenumber keeps its metadata.
const METADATA: &str = "src/generated/metadata/metadata.bin";
/// What is written before an extension where a region says nothing else (libphonenumber's `DEFAULT_EXTN_PREFIX`).
const EXTENSION_MARK: &str = " ext. ";

/// Writes the tables into core.
pub fn run(workspace: &Workspace) -> Result<()> {
    let bytes = made()?;
    fs::write(workspace.root.join(WRITTEN), &bytes)?;
    println!("{WRITTEN}: {} bytes", bytes.len());
    Ok(())
}

fn made() -> Result<Vec<u8>> {
    let path = metadata_path()?;
    let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    Maker::default().make(&metadata::read(&bytes)?)
}

/// In the sources of the crate that Cargo.lock pins.
fn metadata_path() -> Result<PathBuf> {
    let output = cargo().args(["metadata", "--locked", "--format-version=1", "--filter-platform=wasm32-unknown-unknown"]).output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages.find(|package| package["name"] == "rlibphonenumber").and_then(|package| package["manifest_path"].as_str());
    Ok(PathBuf::from(found.context("the workspace has no rlibphonenumber")?).with_file_name(METADATA))
}

/// Puts the tables together: automata are numbered first, and known by their start once all are there.
#[derive(Default)]
struct Maker {
    shared: Shared,
    tables: Tables,
}

impl Maker {
    fn make(mut self, plans: &[Plan]) -> Result<Vec<u8>> {
        // The first state is where no digits lead on.
        self.shared.add(&Automaton::nothing());
        let mut sorted: Vec<&Plan> = plans.iter().collect();
        sorted.sort_by_key(|plan| name(plan));
        let general =
            sorted.iter().map(|plan| Ok(self.shared.add(&whole(plan.general.pattern.as_deref())?))).collect::<Result<Vec<_>>>()?;
        let codes: Vec<(u16, Vec<&Plan>)> = by_code(plans).into_iter().collect();
        let valid = codes.iter().map(|(_, plans)| Ok(self.shared.add(&valid(plans)?))).collect::<Result<Vec<_>>>()?;
        let beginnings = self.beginnings(plans)?;
        let (automaton, starts) = self.shared.small();
        let states = States::of(&automaton)?;
        let starts = starts.into_iter().map(|start| states.place(start)).collect::<Result<Vec<_>>>()?;
        for (plan, general) in sorted.iter().zip(general) {
            let row = self.region(plan, starts[general])?;
            self.tables.regions.push(row);
        }
        let beginnings = beginnings.into_iter().map(|(pattern, at)| (pattern, starts[at])).collect();
        for ((code, plans), valid) in codes.iter().zip(valid) {
            let main = sorted.iter().position(|plan| std::ptr::eq(*plan, plans[0])).context("a code without a region")?;
            let row = self.code(*code, plans[0], main, starts[valid], &beginnings)?;
            self.tables.codes.push(row);
        }
        self.tables.signs = signs::ranges()?;
        self.tables.bytes(&states)
    }

    fn beginnings<'a>(&mut self, plans: &'a [Plan]) -> Result<BTreeMap<&'a str, usize>> {
        let formats = plans.iter().flat_map(|plan| plan.formats.iter().chain(&plan.international_formats));
        let mut beginnings = BTreeMap::new();
        for pattern in formats.filter_map(|format| format.beginning.as_deref()) {
            if !beginnings.contains_key(pattern) {
                beginnings.insert(pattern, self.shared.add(&Automaton::beginning(&pattern::steps(pattern)?)?));
            }
        }
        Ok(beginnings)
    }

    fn region(&mut self, plan: &Plan, general: usize) -> Result<Vec<u8>> {
        let pool = &mut self.tables.pool;
        let mut prefix = |pattern: &Option<String>| {
            let steps = pattern.as_deref().map(pattern::steps).transpose()?;
            pool.keep_steps(steps.as_deref()).map(usize::from)
        };
        let (international, trunk) = (prefix(&plan.international_prefix)?, prefix(&plan.trunk_prefix)?);
        let rule = pool.keep_counted(&template(plan.trunk_rule.as_deref().unwrap_or_default())?)?;
        let row = Row(name(plan).to_vec()).short(plan.code.into())?.short(general)?;
        let row = row.lengths(&plan.general.lengths)?.lengths(&plan.general.local_lengths)?;
        Ok(row.short(international)?.short(trunk)?.short(rule.into())?.0)
    }

    fn code(&mut self, code: u16, plan: &Plan, main: usize, valid: usize, beginnings: &BTreeMap<&str, usize>) -> Result<Vec<u8>> {
        let mark = self.tables.pool.keep_counted(plan.extension_mark.as_deref().unwrap_or(EXTENSION_MARK).as_bytes())?;
        let home = self.formats(&plan.formats, true, beginnings)?;
        let abroad = if plan.international_formats.is_empty() { &plan.formats } else { &plan.international_formats };
        let abroad = self.formats(abroad, false, beginnings)?;
        let row = Row::default().short(code.into())?.short(main)?.short(valid)?;
        Ok(row.short(mark.into())?.short(home.into())?.short(abroad.into())?.0)
    }

    fn formats(&mut self, formats: &[Format], at_home: bool, beginnings: &BTreeMap<&str, usize>) -> Result<u16> {
        let mut rows = vec![u8::try_from(formats.len())?];
        for format in formats {
            let trunk = format.trunk_template.as_deref().filter(|trunk| at_home && !trunk.is_empty());
            let written = trunk.map_or_else(|| Ok(format.template.clone()), |trunk| with_trunk(&format.template, trunk))?;
            let groups = self.tables.pool.keep_counted(&groups(&format.groups)?)?;
            let template = self.tables.pool.keep_counted(&template(&written)?)?;
            let beginning = format.beginning.as_deref().map_or(0, |pattern| beginnings[pattern]);
            rows.extend(Row::default().short(beginning)?.short(groups.into())?.short(template.into())?.0);
        }
        self.tables.pool.keep(rows)
    }
}

/// The services of the world have no name and come first.
fn name(plan: &Plan) -> [u8; 2] {
    plan.region.as_bytes().try_into().unwrap_or_default()
}

/// Plans by calling code, the one whose rules hold for all of them first.
fn by_code(plans: &[Plan]) -> BTreeMap<u16, Vec<&Plan>> {
    let mut codes = BTreeMap::<u16, Vec<&Plan>>::new();
    for plan in plans {
        let of_code = codes.entry(plan.code).or_default();
        of_code.insert(if plan.is_main { 0 } else { of_code.len() }, plan);
    }
    codes
}

fn whole(pattern: Option<&str>) -> Result<Automaton> {
    pattern.map_or_else(|| Ok(Automaton::nothing()), |pattern| Automaton::whole(&pattern::steps(pattern)?))
}

/// Takes the numbers that are valid behind a calling code: those of the first region that claims them, by their kind or by what they
/// begin with, if they are of a kind there.
fn valid(plans: &[&Plan]) -> Result<Automaton> {
    let mut parts = plans.iter().map(|plan| of_a_kind(plan)).collect::<Result<Vec<_>>>()?;
    if let [only] = &parts[..] {
        return Ok(only.clone());
    }
    let beginning = |plan: &&Plan| match &plan.beginning {
        Some(pattern) => Automaton::beginning(&pattern::steps(pattern)?),
        None => Ok(Automaton::nothing()),
    };
    parts.extend(plans.iter().map(beginning).collect::<Result<Vec<_>>>()?);
    Ok(Automaton::combined(&parts, |_, taken| {
        let (of_a_kind, begins) = taken.split_at(plans.len());
        of_a_kind.iter().zip(begins).find(|(kind, begins)| **kind || **begins).is_some_and(|(kind, _)| *kind)
    }))
}

/// Takes the numbers of a region that are of some kind.
fn of_a_kind(plan: &Plan) -> Result<Automaton> {
    let kinds: Vec<&Kind> = [&plan.general].into_iter().chain(&plan.kinds).collect();
    let parts = kinds.iter().map(|kind| whole(kind.pattern.as_deref())).collect::<Result<Vec<_>>>()?;
    Ok(Automaton::combined(&parts, |digits, taken| {
        let has_length = |kind: &Kind| kind.lengths.is_empty() || kind.lengths.contains(&(digits as i32));
        let mut of = kinds.iter().zip(taken).map(|(kind, taken)| *taken && has_length(kind));
        of.next() == Some(true) && of.any(|of_it| of_it)
    }))
}

/// The first group of a template replaced by what stands for it where the trunk prefix is written; `$1` there is that group.
fn with_trunk(template: &str, trunk: &str) -> Result<String> {
    let at = template.find('$').context("a template without groups")?;
    let (group, rest) = template[at..].split_at_checked(2).context("a template ends in $")?;
    Ok(format!("{}{}{rest}", &template[..at], trunk.replace("$1", group)))
}

/// A template with each `$n` as the byte n.
fn template(text: &str) -> Result<Vec<u8>> {
    let mut parts = text.split('$');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (group, rest) = part.as_bytes().split_first().context("a template ends in $")?;
        ensure!((b'1'..=b'5').contains(group) && !rest.first().is_some_and(u8::is_ascii_alphanumeric), "a template `{text}`");
        bytes.push(group - b'0');
        bytes.extend(rest);
    }
    Ok(bytes)
}

/// The sizes of the groups of a format, `^(?:(\d{2})(\d{3,4}))$`: the least and the most in one byte each.
fn groups(pattern: &str) -> Result<Vec<u8>> {
    let inner = pattern.strip_prefix("^(?:(").and_then(|rest| rest.strip_suffix("))$")).context("groups of another form")?;
    let sizes = inner.split(")(").map(|group| {
        let size = group.strip_prefix("\\d").context("a group of something else than digits")?;
        let (least, most) = match size.strip_prefix('{').and_then(|size| size.strip_suffix('}')) {
            Some(size) => size.split_once(',').unwrap_or((size, size)),
            None => ("1", "1"),
        };
        let (least, most): (u8, u8) = (least.parse()?, most.parse()?);
        ensure!(least <= most && most < 16 && (size.is_empty() || size.starts_with('{')), "a group of `{group}`");
        Ok(least << 4 | most)
    });
    sizes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_kept_are_the_tables_made() -> Result<()> {
        let kept = fs::read(Workspace::find()?.root.join(WRITTEN))?;
        assert!(kept == made()?, "`cargo xtask numbers` makes {WRITTEN} anew");
        Ok(())
    }

    #[test]
    fn the_trunk_prefix_is_written_before_the_first_group() -> Result<()> {
        let table = [("$1 $2", "0$1", "0$1 $2"), ("$2 15-$3", "0$1", "0$2 15-$3"), ("$1-$2", "(0$1)", "(0$1)-$2")];
        for (template, trunk, written) in table {
            assert_eq!(with_trunk(template, trunk)?, written);
        }
        Ok(())
    }
}
