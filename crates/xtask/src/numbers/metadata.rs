//! The numbering plans as rlibphonenumber carries them: libphonenumber's `PhoneMetadataCollection`, a protocol buffer.
//!
//! Fields are those of `resources/phonemetadata.proto` in that crate; patterns stand there as `^(?:…)$`.

use anyhow::{Context, Result, ensure};

/// How the numbers of one region, or of one service of the whole world, are made.
pub struct Plan {
    /// ISO 3166, or `001` for the services of the world.
    pub region: String,
    pub code: u16,
    /// Whether numbers of this calling code are written as this region writes them.
    pub is_main: bool,
    pub general: Kind,
    /// The kinds of numbers that make one valid.
    pub kinds: Vec<Kind>,
    pub international_prefix: Option<String>,
    pub trunk_prefix: Option<String>,
    pub trunk_rule: Option<String>,
    pub extension_mark: Option<String>,
    /// What numbers that surely belong here begin with.
    pub beginning: Option<String>,
    pub formats: Vec<Format>,
    /// How numbers are grouped behind the calling code; as at home where there are none.
    pub international_formats: Vec<Format>,
}

/// Which numbers are of a kind.
#[derive(Default)]
pub struct Kind {
    pub pattern: Option<String>,
    /// Digits a number may have; none given means those of the pattern, −1 that there are no such numbers.
    pub lengths: Vec<i32>,
    /// Digits a number may have that reaches somebody only within its area.
    pub local_lengths: Vec<i32>,
}

/// How numbers are grouped.
pub struct Format {
    pub groups: String,
    pub template: String,
    /// What a number of this format begins with, in the words of libphonenumber's most detailed pattern.
    pub beginning: Option<String>,
    /// What stands for the first group where the trunk prefix is written too.
    pub trunk_template: Option<String>,
}

/// Reads a whole collection.
pub fn read(bytes: &[u8]) -> Result<Vec<Plan>> {
    Message::read(bytes)?.messages(1)?.iter().map(plan).collect()
}

fn plan(message: &Message) -> Result<Plan> {
    const FIXED_LINE: u32 = 2;
    const MOBILE: u32 = 3;
    // Toll free, premium rate, shared cost, personal, VoIP, pager, company-wide and voicemail.
    const OTHERS: [u32; 8] = [4, 5, 6, 7, 8, 21, 25, 28];
    let same_as_mobile = message.number(18) == Some(1);
    let kinds = [FIXED_LINE].into_iter().chain((!same_as_mobile).then_some(MOBILE)).chain(OTHERS);
    Ok(Plan {
        region: message.text(9)?.context("a plan without a region")?,
        code: u16::try_from(message.number(10).context("a plan without a calling code")?)?,
        is_main: message.number(22) == Some(1),
        general: kind(message, 1)?,
        kinds: kinds.map(|field| kind(message, field)).collect::<Result<_>>()?,
        international_prefix: message.text(11)?,
        trunk_prefix: message.text(15)?,
        trunk_rule: message.text(16)?,
        extension_mark: message.text(13)?,
        beginning: message.text(23)?,
        formats: message.messages(19)?.iter().map(format).collect::<Result<_>>()?,
        international_formats: message.messages(20)?.iter().map(format).collect::<Result<_>>()?,
    })
}

fn kind(plan: &Message, field: u32) -> Result<Kind> {
    let Some(message) = plan.messages(field)?.pop() else { return Ok(Kind::default()) };
    let lengths = |field| message.numbers(field).map(|length| length as i32).collect();
    Ok(Kind { pattern: message.text(2)?, lengths: lengths(9), local_lengths: lengths(10) })
}

fn format(message: &Message) -> Result<Format> {
    Ok(Format {
        groups: message.text(1)?.context("a format without groups")?,
        template: message.text(2)?.context("a format without a template")?,
        beginning: message.texts(3)?.pop(),
        trunk_template: message.text(4)?,
    })
}

/// The fields of a message, in order.
struct Message<'a>(Vec<(u32, Value<'a>)>);

#[derive(Clone, Copy)]
enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Message<'a> {
    fn read(mut bytes: &'a [u8]) -> Result<Self> {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let tag = varint(&mut bytes)?;
            let value = match tag & 7 {
                0 => Value::Number(varint(&mut bytes)?),
                2 => {
                    let length = usize::try_from(varint(&mut bytes)?)?;
                    let (value, rest) = bytes.split_at_checked(length).context("the metadata ends early")?;
                    bytes = rest;
                    Value::Bytes(value)
                }
                kind => anyhow::bail!("the metadata has a field of kind {kind}"),
            };
            fields.push((u32::try_from(tag >> 3)?, value));
        }
        Ok(Self(fields))
    }

    fn numbers(&self, field: u32) -> impl Iterator<Item = u64> {
        self.0
            .iter()
            .filter(move |(at, _)| *at == field)
            .filter_map(|(_, value)| if let Value::Number(n) = value { Some(*n) } else { None })
    }

    fn number(&self, field: u32) -> Option<u64> {
        self.numbers(field).last()
    }

    fn bytes(&self, field: u32) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(at, _)| *at == field).filter_map(|(_, value)| if let Value::Bytes(b) = value { Some(*b) } else { None })
    }

    fn messages(&self, field: u32) -> Result<Vec<Message<'a>>> {
        self.bytes(field).map(Message::read).collect()
    }

    fn texts(&self, field: u32) -> Result<Vec<String>> {
        self.bytes(field).map(|bytes| Ok(std::str::from_utf8(bytes)?.to_owned())).collect()
    }

    fn text(&self, field: u32) -> Result<Option<String>> {
        Ok(self.texts(field)?.pop())
    }
}

fn varint(bytes: &mut &[u8]) -> Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().context("the metadata ends early")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    ensure!(false, "the metadata has a number too long");
    Ok(value)
}
