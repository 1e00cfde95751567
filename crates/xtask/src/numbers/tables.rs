//! Lays the tables down in the form `crates/core/src/number/plan.rs` describes and reads.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use super::pattern::Step;
use super::states::States;

/// The parts of the file, each a row after the other.
#[derive(Default)]
pub struct Tables {
    pub regions: Vec<Vec<u8>>,
    pub codes: Vec<Vec<u8>>,
    /// Signs beyond ASCII that no number ends with.
    pub signs: Vec<u8>,
    pub pool: Pool,
}

/// What rows point to; the same is kept once.
pub struct Pool {
    bytes: Vec<u8>,
    places: HashMap<Vec<u8>, u16>,
}

impl Default for Pool {
    /// A place of zero is an empty text, no formats and no prefix.
    fn default() -> Self {
        Self { bytes: vec![0], places: HashMap::from([(vec![0], 0)]) }
    }
}

impl Pool {
    /// Keeps these bytes and says where.
    pub fn keep(&mut self, bytes: Vec<u8>) -> Result<u16> {
        if let Some(place) = self.places.get(&bytes) {
            return Ok(*place);
        }
        let place = u16::try_from(self.bytes.len())?;
        self.bytes.extend(&bytes);
        self.places.insert(bytes, place);
        Ok(place)
    }

    /// Keeps these bytes with their length before them.
    pub fn keep_counted(&mut self, bytes: &[u8]) -> Result<u16> {
        let counted = [&[u8::try_from(bytes.len())?], bytes].concat();
        self.keep(counted)
    }

    /// Keeps the steps of a prefix; zero for none.
    pub fn keep_steps(&mut self, steps: Option<&[Step]>) -> Result<u16> {
        steps.map_or(Ok(0), |steps| self.keep(prefix(steps)?))
    }
}

fn prefix(steps: &[Step]) -> Result<Vec<u8>> {
    let size = |step: &Step| match step {
        Step::Digit(_) | Step::Either(..) | Step::Jump(_) => 2,
        Step::Save(_) | Step::End | Step::Fits => 1,
    };
    let places: Vec<usize> = steps
        .iter()
        .scan(0, |next, step| {
            let place = *next;
            *next += size(step);
            Some(place)
        })
        .collect();
    let wide = |kind: u8, low: usize| -> Result<Vec<u8>> {
        ensure!(low < 1 << 12, "a prefix has too many steps");
        Ok(vec![kind | (low >> 8) as u8, low as u8])
    };
    let mut bytes = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        bytes.extend(match step {
            Step::Digit(digits) => wide(0x00, usize::from(*digits))?,
            Step::Either(one, other) => {
                ensure!(*one == at + 1, "the first way is the next step");
                wide(0x10, places[*other])?
            }
            Step::Jump(to) => wide(0x20, places[*to])?,
            Step::Save(place) => vec![0x30 | place],
            Step::End => vec![0x40],
            Step::Fits => vec![0x50],
        });
    }
    Ok(bytes)
}

impl Tables {
    /// The whole file.
    pub fn bytes(&self, states: &States) -> Result<Vec<u8>> {
        let counts = [self.regions.len(), self.codes.len(), states.bytes.len(), self.signs.len()];
        let mut bytes = Vec::new();
        for count in counts {
            bytes.extend(u16::try_from(count)?.to_le_bytes());
        }
        bytes.extend(self.regions.concat());
        bytes.extend(self.codes.concat());
        bytes.extend(&states.tables);
        bytes.extend(&states.bytes);
        bytes.extend(&self.signs);
        bytes.extend(&self.pool.bytes);
        Ok(bytes)
    }
}

/// A row of bytes with numbers appended to it.
#[derive(Default)]
pub struct Row(pub Vec<u8>);

impl Row {
    pub fn short(mut self, value: usize) -> Result<Self> {
        self.0.extend(u16::try_from(value).context("a place does not fit into two bytes")?.to_le_bytes());
        Ok(self)
    }

    /// One bit for each length.
    pub fn lengths(mut self, lengths: &[i32]) -> Result<Self> {
        // Minus one says that there are none.
        let none = lengths.contains(&-1);
        let bits = lengths.iter().filter(|_| !none).try_fold(0, |bits, length| {
            ensure!((1..32).contains(length), "a length of {length}");
            Ok(bits | 1_u32 << length)
        })?;
        self.0.extend(bits.to_le_bytes());
        Ok(self)
    }
}
