//! What the agent can choose, with the defaults the rules give.

use serde::{Deserialize, Serialize};

/// The agent's choices that belong to no single integration or account. A setting an administrator locked keeps the administrator's value (I9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Log calls nobody talked on (A6).
    pub log_missed: bool,
    /// Log extension-to-extension calls (A7).
    pub log_internal: bool,
    /// Minutes from a call's end to its delayed log, 1 to 10 (B1).
    pub delay_minutes: u8,
    /// The hourly digest (D).
    pub digest: DigestSettings,
    /// Catch up on missed calls after a gap (E2).
    pub catch_up: bool,
    /// What happens on the screen after a call (I2).
    pub after_call: AfterCall,
    /// What a log says (I6).
    pub content: Content,
    /// The region numbers without a country code belong to, ISO 3166 (I7).
    pub region: String,
    /// Extra forms to search a CRM with; `#` is one digit of the national number from the left, at most three (I7).
    pub search_formats: Vec<String>,
    /// How numbers are shown (I7).
    pub numbers: NumberStyle,
    /// Numbers never logged nor looked up, as keys (A14).
    pub never_log: Vec<String>,
    /// Calls are forgotten after this many days; `None` keeps them (I10).
    pub keep_days: Option<u16>,
    /// The first-run page is done with.
    pub welcomed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            log_missed: true,
            log_internal: false,
            delay_minutes: 3,
            digest: DigestSettings::default(),
            catch_up: true,
            after_call: AfterCall::Nothing,
            content: Content::default(),
            region: "US".into(),
            search_formats: Vec::new(),
            numbers: NumberStyle::National,
            never_log: Vec::new(),
            keep_days: None,
            welcomed: false,
        }
    }
}

/// When the digest runs (D1, D3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DigestSettings {
    /// Whether it runs at all.
    pub on: bool,
    /// Where quiet hours begin, in minutes after midnight.
    pub quiet_from: u16,
    /// Where they end, in minutes after midnight, not included; the same as the beginning means no quiet hours.
    pub quiet_to: u16,
    /// The IANA zone the hours are meant in.
    pub zone: String,
}

impl Default for DigestSettings {
    fn default() -> Self {
        Self { on: true, quiet_from: 2 * 60, quiet_to: 7 * 60, zone: "America/New_York".into() }
    }
}

/// What happens on the screen after an answered call (I2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterCall {
    /// Nothing.
    #[default]
    Nothing,
    /// It is logged as ever, and the form opens.
    LogAndOpenForm,
    /// Only the form opens: automatic, digest and catch-up write nothing.
    OnlyOpenForm,
}

/// What a log says, part by part (I6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The agent's note.
    pub note: bool,
    /// The subject.
    pub subject: bool,
    /// The other side's number.
    pub number: bool,
    /// Date and time.
    pub time: bool,
    /// How a date is written.
    pub date_format: DateFormat,
    /// Twelve hours with AM and PM, else twenty-four.
    pub twelve_hours: bool,
    /// How long the call was.
    pub duration: bool,
    /// How it ended.
    pub result: bool,
    /// Where to listen to it.
    pub recording: bool,
    /// The agent's own number.
    pub agent: bool,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            note: true,
            subject: true,
            number: true,
            time: true,
            date_format: DateFormat::YearMonthDay,
            twelve_hours: false,
            duration: true,
            result: true,
            recording: true,
            agent: true,
        }
    }
}

/// How a date is written in a log (I6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateFormat {
    /// `YYYY-MM-DD`
    YearMonthDay,
    /// `MM/DD/YYYY`
    MonthDayYear,
    /// `DD/MM/YYYY`
    DayMonthYear,
}

/// How numbers are shown (I7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberStyle {
    /// As people of the number's own country write it.
    National,
    /// With the country code.
    International,
}
