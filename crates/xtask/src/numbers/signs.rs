//! The signs no number ends with, by Unicode's categories.

use anyhow::{Result, bail};
use regex_syntax::hir::{Class, HirKind};

/// Everything known but letters and digits, as libphonenumber's `UNWANTED_END_CHARS`; without ASCII.
const SIGNS: &str = r"[^\p{L}\p{N}\p{Cn}\x00-\x7F]";

/// The ranges in order: how far each begins behind the last, and how far it goes.
pub fn ranges() -> Result<Vec<u8>> {
    let parsed = regex_syntax::parse(SIGNS)?;
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else { bail!("signs are no class") };
    let (mut bytes, mut last) = (Vec::new(), 0);
    for range in class.ranges() {
        let (first, end) = (u32::from(range.start()), u32::from(range.end()));
        write(first - last, &mut bytes);
        write(end - first, &mut bytes);
        last = end;
    }
    Ok(bytes)
}

/// Sevens of bits from the lowest, the eighth bit set where more follow.
fn write(mut distance: u32, bytes: &mut Vec<u8>) {
    while distance > 0x7F {
        bytes.push(distance as u8 | 0x80);
        distance >>= 7;
    }
    bytes.push(distance as u8);
}
