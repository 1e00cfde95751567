//! A subscriber's number: a calling code and the national number behind it, read and written by the numbering plans of the world.
//!
//! The steps are those of libphonenumber's `parse`, `isValidNumber`, `isPossibleNumber` and `format`.

use super::plan::{Code, Length, Plan};
use super::spelling;

/// Digits a national number has.
const SHORTEST: usize = 2;
const LONGEST: usize = 17;
/// More zeros before a national number are not kept.
const ZEROS: usize = 10;

/// A number that could be written in E.164, whether or not it is given to anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subscriber<'a> {
    code: Code,
    national: String,
    /// As it was written.
    extension: Option<&'a str>,
}

impl<'a> Subscriber<'a> {
    /// Reads `text` as it is dialled in `home`. Without a home it has to have its calling code.
    pub(super) fn read(text: &'a str, home: Option<Plan>) -> Option<Self> {
        let number = spelling::possible(text).filter(|number| spelling::is_viable(number))?;
        if home.is_none() && spelling::behind_plus(number).is_none() {
            return None;
        }
        let (number, extension) = spelling::split_extension(number);
        let (code, digits) = split_code(number, home)?;
        // What names its country is written by the rules of that country's calling code.
        let (plan, code) = match code {
            Some(code) => (code.main(), code),
            None => home.map(|plan| (plan, plan.code()))?,
        };
        Some(Self { code, national: national(digits, plan)?, extension })
    }

    /// Reads digits that begin with a calling code.
    pub(super) fn read_abroad(digits: &str) -> Option<Self> {
        let (code, rest) = Code::split(digits).filter(|_| digits.len() > SHORTEST)?;
        Some(Self { code, national: national(rest.to_owned(), code.main())?, extension: None })
    }

    /// The number its own E.164 form reads back as: digits that are dialled nowhere, such as a zero behind the country code, go.
    pub(super) fn settled(self) -> Self {
        match national(self.national.clone(), self.code.main()) {
            Some(shorter) if shorter.len() < self.national.len() => Self { national: shorter, extension: None, ..self }.settled(),
            _ => self,
        }
    }

    /// Whether such numbers are given to subscribers.
    pub(super) fn is_valid(&self) -> bool {
        self.code.has(self.national.as_bytes())
    }

    /// Whether it has as many digits as a number of its country.
    pub(super) fn is_possible(&self) -> bool {
        self.code.main().length(self.national.len()) == Length::Possible
    }

    /// Whether somebody in `home` shares its calling code.
    pub(super) fn is_at(&self, home: Plan) -> bool {
        home.code() == self.code
    }

    /// The digits behind the calling code.
    pub(super) fn national_digits(&self) -> &str {
        &self.national
    }

    /// The form numbers are compared by.
    pub(super) fn e164(&self) -> String {
        format!("+{}{}", self.code.number(), self.national)
    }

    /// As it is written in its own country.
    pub(super) fn at_home(&self) -> String {
        let mut written = String::new();
        self.code.write_at_home(&self.national, &mut written);
        self.with_extension(written)
    }

    /// As it is written everywhere else.
    pub(super) fn abroad(&self) -> String {
        let mut written = format!("+{} ", self.code.number());
        self.code.write_abroad(&self.national, &mut written);
        self.with_extension(written)
    }

    fn with_extension(&self, mut written: String) -> String {
        if let Some(extension) = self.extension {
            written.push_str(self.code.extension_mark());
            written.push_str(extension);
        }
        written
    }
}

/// The calling code a number names, and its other digits: behind a plus or what is dialled at home before a calling code, or, where
/// only that makes it a number, the calling code of home without either. `None` where it begins with a code that there is not.
fn split_code(number: &str, home: Option<Plan>) -> Option<(Option<Code>, String)> {
    let behind_plus = spelling::behind_plus(number);
    let digits = spelling::dialled(behind_plus.unwrap_or(number));
    let international = if behind_plus.is_some() { Some(&digits[..]) } else { home.and_then(|plan| behind_prefix(&digits, plan)) };
    let Some(named) = international else { return Some(split_own_code(digits, home)) };
    if named.len() <= SHORTEST {
        return None;
    }
    if let Some((code, rest)) = Code::split(named) {
        return Some((Some(code), rest.to_owned()));
    }
    // A plus before a number of one's own region is a slip where the calling code follows without one.
    let slipped = split_code(behind_plus?, home)?;
    slipped.0.is_some().then_some(slipped)
}

/// The digits behind what is dialled before a calling code. No calling code begins with a zero.
fn behind_prefix(digits: &str, home: Plan) -> Option<&str> {
    let found = home.international_prefix()?.find(digits.as_bytes())?;
    digits.get(found.end..).filter(|rest| !rest.starts_with('0'))
}

fn split_own_code(digits: String, home: Option<Plan>) -> (Option<Code>, String) {
    let behind = |plan: &Plan| digits.strip_prefix(&plan.code().number().to_string()).map(|rest| without_trunk(rest, *plan));
    let stripped = home.and_then(|plan| Some((plan, behind(&plan)?)));
    match stripped {
        Some((plan, rest))
            if !plan.takes(digits.as_bytes()) && plan.takes(rest.as_bytes()) || plan.length(digits.len()) == Length::TooLong =>
        {
            (Some(plan.code()), rest)
        }
        _ => (None, digits),
    }
}

/// The national number these digits mean under a plan; `None` where they are too few or too many for any.
fn national(digits: String, plan: Plan) -> Option<String> {
    if digits.len() < SHORTEST {
        return None;
    }
    let short = without_trunk(&digits, plan);
    // What is too short without its prefix may be a number of its own, such as a service's.
    let keeps_prefix = matches!(plan.length(short.len()), Length::Local | Length::TooShort | Length::Between);
    let digits = if keeps_prefix { digits } else { short };
    let zeros = digits.bytes().take_while(|digit| *digit == b'0').count().min(digits.len().saturating_sub(1));
    let spare = zeros.saturating_sub(ZEROS);
    (SHORTEST..=LONGEST).contains(&digits.len()).then(|| digits[spare..].to_owned())
}

/// The digits without what is dialled before a national number, unless that makes a number none.
fn without_trunk(digits: &str, plan: Plan) -> String {
    let Some(found) = plan.trunk_prefix().filter(|_| !digits.is_empty()).and_then(|prefix| prefix.find(digits.as_bytes())) else {
        return digits.to_owned();
    };
    let (rule, rest) = (plan.trunk_rule(), digits.get(found.end..).unwrap_or_default());
    let (first, second) = (found.group(1, digits), found.group(2, digits));
    let decisive = second.or(first).is_some_and(|group| !group.is_empty());
    let by_rule = !rule.is_empty() && first.is_some() && decisive;
    let short = if by_rule { filled(rule, [first, second], rest) } else { rest.to_owned() };
    if plan.takes(digits.as_bytes()) && !plan.takes(short.as_bytes()) { digits.to_owned() } else { short }
}

/// A rule with its groups put in, and the digits behind.
fn filled(rule: &[u8], groups: [Option<&str>; 2], rest: &str) -> String {
    let mut written = String::with_capacity(LONGEST);
    for sign in rule {
        match groups.get(usize::from(*sign).wrapping_sub(1)) {
            Some(group) => written.push_str(group.unwrap_or_default()),
            None => written.push(char::from(*sign)),
        }
    }
    written.push_str(rest);
    written
}
