//! A pattern of libphonenumber as steps of a small machine, in the order a regular expression tries them.

use anyhow::{Result, bail};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Takes a digit that is among these, one bit each.
    Digit(u16),
    /// Tries the first step, then the second.
    Either(usize, usize),
    /// Goes on elsewhere.
    Jump(usize),
    /// Remembers where the digits are: two for each group, its begin and its end.
    Save(u8),
    /// Goes on at the end of the number only.
    End,
    /// The pattern fits.
    Fits,
}

/// The steps of a pattern as it stands in the metadata, `^(?:…)$`, without these marks.
///
/// # Errors
/// When it asks for something else than digits.
pub fn steps(pattern: &str) -> Result<Vec<Step>> {
    let Some(inner) = pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$")) else {
        bail!("{pattern} is not written as ^(?:…)$")
    };
    let parsed = ParserBuilder::new().unicode(false).utf8(false).build().parse(inner)?;
    let mut steps = Vec::new();
    write(&parsed, &mut steps)?;
    steps.push(Step::Fits);
    Ok(steps)
}

fn write(part: &Hir, steps: &mut Vec<Step>) -> Result<()> {
    match part.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            for byte in &literal.0 {
                steps.push(Step::Digit(digits(*byte, *byte)?));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            let mut ranges = class.ranges().iter().map(|range| digits(range.start(), range.end()));
            steps.push(Step::Digit(ranges.try_fold(0, |all, range| range.map(|range| all | range))?));
        }
        HirKind::Look(Look::End) => steps.push(Step::End),
        HirKind::Capture(group) => {
            let index = u8::try_from(group.index)?;
            steps.push(Step::Save(index * 2));
            write(&group.sub, steps)?;
            steps.push(Step::Save(index * 2 + 1));
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, steps))?,
        HirKind::Alternation(parts) => one_of(parts, steps)?,
        HirKind::Repetition(repeated) if repeated.greedy => {
            for _ in 0..repeated.min {
                write(&repeated.sub, steps)?;
            }
            match repeated.max {
                Some(max) => at_most(&repeated.sub, max - repeated.min, steps)?,
                None => for_ever(&repeated.sub, steps)?,
            }
        }
        other => bail!("a pattern has {other:?}"),
    }
    Ok(())
}

fn one_of(parts: &[Hir], steps: &mut Vec<Step>) -> Result<()> {
    let mut jumps = Vec::new();
    for (n, part) in parts.iter().enumerate() {
        if n + 1 == parts.len() {
            write(part, steps)?;
        } else {
            let either = steps.len();
            steps.push(Step::Fits);
            write(part, steps)?;
            jumps.push(steps.len());
            steps.push(Step::Fits);
            steps[either] = Step::Either(either + 1, steps.len());
        }
    }
    for jump in jumps {
        steps[jump] = Step::Jump(steps.len());
    }
    Ok(())
}

fn at_most(part: &Hir, times: u32, steps: &mut Vec<Step>) -> Result<()> {
    let mut eithers = Vec::new();
    for _ in 0..times {
        eithers.push(steps.len());
        steps.push(Step::Fits);
        write(part, steps)?;
    }
    for either in eithers {
        steps[either] = Step::Either(either + 1, steps.len());
    }
    Ok(())
}

fn for_ever(part: &Hir, steps: &mut Vec<Step>) -> Result<()> {
    let either = steps.len();
    steps.push(Step::Fits);
    write(part, steps)?;
    steps.push(Step::Jump(either));
    steps[either] = Step::Either(either + 1, steps.len());
    Ok(())
}

fn digits(from: u8, to: u8) -> Result<u16> {
    if !from.is_ascii_digit() || !to.is_ascii_digit() {
        bail!("a pattern has {:?} to {:?}", char::from(from), char::from(to));
    }
    Ok((from..=to).fold(0, |all, digit| all | 1 << (digit - b'0')))
}
