//! "Log a call": a call made elsewhere, as it is typed in by hand (C6).

use serde::{Deserialize, Serialize};

use crate::call::{AccountId, CallEvent, CallId, CallResult, Direction, Fact, Facts, Source};
use crate::number::PhoneNumber;
use crate::time::{HOUR, Millis, SECOND};

const DAY: Millis = 24 * HOUR;

/// The form as typed so far; its id is made once, with its draft (C6). Lies on the desk while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedCall {
    /// The session the call will have for ever.
    pub session: String,
    /// The number, as typed.
    pub number: String,
    /// Who it was with; may be empty.
    pub name: String,
    /// Which way it went.
    pub direction: Direction,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `HH:MM` or `HH:MM:SS`; may be empty.
    pub start: String,
    /// `HH:MM` or `HH:MM:SS`.
    pub end: String,
    /// `HH:MM:SS`.
    pub duration: String,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedField {
    /// The number.
    Number,
    /// The date.
    Date,
    /// The start.
    Start,
    /// The end.
    End,
    /// The duration.
    Duration,
}

/// Local milliseconds since the epoch to an instant: a skipped time moves forward, a repeated one means the first.
pub type ToInstant<'a> = &'a dyn Fn(Millis) -> Millis;

impl TypedCall {
    /// An empty form for a call that ended just now, in local milliseconds.
    pub fn new(session: String, local_now: Millis) -> Self {
        let midnight = local_now.div_euclid(DAY) * DAY;
        Self {
            session,
            number: String::new(),
            name: String::new(),
            direction: Direction::Outbound,
            date: date_text(local_now.div_euclid(DAY)),
            start: String::new(),
            end: clock_text((local_now - midnight) / SECOND),
            duration: "00:00:00".into(),
        }
    }

    /// The identity the call will have.
    pub fn id(&self) -> CallId {
        CallId { account: AccountId::typed(), session: self.session.clone() }
    }

    /// A new start moves the end (K2).
    pub fn set_start(&mut self, text: String) {
        self.start = text;
        if let (Some(start), Some(long)) = (seconds(&self.start), seconds(&self.duration)) {
            self.end = clock_text((start + long) % 86_400);
        }
    }

    /// A new end changes the duration, if there is a start (K2).
    pub fn set_end(&mut self, text: String) {
        self.end = text;
        if let (Some(start), Some(end)) = (seconds(&self.start), seconds(&self.end)) {
            let long = (end - start).rem_euclid(86_400);
            if long < 43_200 {
                self.duration = clock_text(long);
            }
        }
    }

    /// A new duration moves the end, or leaves it where no start was given (K2).
    pub fn set_duration(&mut self, text: String) {
        self.duration = text;
        if let (Some(start), Some(long)) = (seconds(&self.start), seconds(&self.duration)) {
            self.end = clock_text((start + long) % 86_400);
        }
    }

    /// The call, once every field can be read. `number` is the typed one as the worker read it, if it could.
    ///
    /// # Errors
    /// The fields that cannot be used, in the order of the screen.
    pub fn event(&self, number: Option<PhoneNumber>, to_instant: ToInstant) -> Result<CallEvent, Vec<TypedField>> {
        let mut errors = Vec::new();
        let mut need = |value: Option<i64>, field| {
            if value.is_none() {
                errors.push(field);
            }
            value.unwrap_or_default()
        };
        let number_there = need(number.as_ref().map(|_| 0), TypedField::Number);
        let day = need(day_number(&self.date), TypedField::Date);
        if !self.start.trim().is_empty() {
            need(seconds(&self.start), TypedField::Start);
        }
        let end = need(seconds(&self.end), TypedField::End);
        let long = need(seconds(&self.duration), TypedField::Duration);
        let (Some(number), true, 0) = (number, errors.is_empty(), number_there) else { return Err(errors) };
        let instant = |second: i64| to_instant(day * DAY + second * SECOND);
        let (started, ended) = match seconds(&self.start) {
            Some(start) if end >= start => (instant(start), instant(end)),
            Some(start) if end + 86_400 - start < 43_200 => (instant(start), instant(end + 86_400)),
            Some(_) => return Err(vec![TypedField::End]),
            None => (instant(end) - long * SECOND, instant(end)),
        };
        Ok(self.told(number, started, ended, u32::try_from((ended - started) / SECOND).unwrap_or(u32::MAX)))
    }

    fn told(&self, number: PhoneNumber, started: Millis, ended: Millis, duration: u32) -> CallEvent {
        let result = match (duration, self.direction) {
            (1.., _) => CallResult::Answered,
            (0, Direction::Inbound) => CallResult::Missed,
            (0, Direction::Outbound) => CallResult::NoAnswer,
        };
        let name = self.name.trim();
        let facts = Facts {
            direction: fact(self.direction),
            other: fact(number),
            other_name: if name.is_empty() { None } else { fact(name.into()) },
            started: fact(started),
            answered: if duration > 0 { fact(started) } else { None },
            ended: fact(ended),
            duration: fact(duration),
            result: fact(result),
            ..Facts::default()
        };
        CallEvent { account: self.id().account, session: self.session.clone(), aliases: Vec::new(), facts }
    }
}

fn fact<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::History, seq: 0, value })
}

/// Seconds of `HH:MM` or `HH:MM:SS`, less than a day.
pub fn seconds(text: &str) -> Option<i64> {
    let parts: Vec<i64> = text.trim().split(':').map(|part| part.parse().ok().filter(|n| *n >= 0)).collect::<Option<_>>()?;
    let (h, m, s) = match parts[..] {
        [h, m] => (h, m, 0),
        [h, m, s] => (h, m, s),
        _ => return None,
    };
    (h < 24 && m < 60 && s < 60).then_some(h * 3600 + m * 60 + s)
}

/// `HH:MM:SS`.
pub fn clock_text(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Days since the epoch of `YYYY-MM-DD`.
pub fn day_number(text: &str) -> Option<i64> {
    let date = chrono::NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
    Some(date.signed_duration_since(chrono::NaiveDate::default()).num_days())
}

/// `YYYY-MM-DD` of days since the epoch.
pub fn date_text(day: i64) -> String {
    let date = chrono::NaiveDate::default() + chrono::TimeDelta::days(day);
    date.format("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::NumberKind;

    fn form(start: &str, end: &str, duration: &str) -> TypedCall {
        let mut form = TypedCall::new("t1".into(), 1_700_000_000_000);
        (form.start, form.end, form.duration) = (start.into(), end.into(), duration.into());
        form
    }

    fn number() -> Option<PhoneNumber> {
        let key = "+16505550101".to_owned();
        Some(PhoneNumber { kind: NumberKind::Public, shown: key.clone(), raw: key.clone(), key, extension: None })
    }

    #[test]
    fn k2_start_end_and_duration_move_one_another() {
        let mut typed = form("10:00", "10:05", "00:05:00");
        typed.set_start("11:00".into());
        assert_eq!(typed.end, "11:05:00");
        typed.set_end("11:20".into());
        assert_eq!(typed.duration, "00:20:00");
        typed.set_duration("00:01:30".into());
        assert_eq!(typed.end, "11:01:30");
    }

    #[test]
    fn k2_an_end_before_the_start_is_the_next_day_if_that_is_less_than_twelve_hours() {
        for (start, end, seconds) in [("10:00", "10:05", Ok(300)), ("23:50", "00:10", Ok(1_200)), ("10:00", "09:00", Err(TypedField::End))]
        {
            let event = form(start, end, "00:00:00").event(number(), &|local| local);
            let told = event.map(|e| e.facts.duration.unwrap().value).map_err(|errors| errors[0]);
            assert_eq!(told, seconds, "{start}–{end}");
        }
    }

    #[test]
    fn c6_without_a_start_the_duration_says_when_it_began() {
        let event = form("", "10:05", "00:05:00").event(number(), &|local| local - 2 * HOUR).unwrap();
        let facts = event.facts;
        assert_eq!((facts.ended.unwrap().value - facts.started.unwrap().value, facts.duration.unwrap().value), (300_000, 300));
        assert_eq!(facts.result.unwrap().value, CallResult::Answered);
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named() {
        let mut typed = form("25:00", "x", "");
        typed.date = "2026-02-30".into();
        let fields = [TypedField::Number, TypedField::Date, TypedField::Start, TypedField::End, TypedField::Duration];
        assert_eq!(typed.event(None, &|local| local), Err(fields.to_vec()));
    }

    #[test]
    fn a_new_form_is_for_a_call_that_ended_now() {
        let typed = TypedCall::new("t1".into(), 1_700_000_000_000);
        assert_eq!((typed.date.as_str(), typed.end.as_str()), ("2023-11-14", "22:13:20"));
        assert_eq!(typed.id().key(), "typed#t1");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn k2_whatever_was_changed_last_end_less_start_is_the_duration(
            start in 0..86_400_i64, changes in proptest::collection::vec((0..3_u8, 0..43_200_i64), 1..6), spring in 0..86_400_i64,
        ) {
            let mut typed = form(&clock_text(start), &clock_text(start), "00:00:00");
            for (field, value) in changes {
                match field {
                    0 => typed.set_start(clock_text(value)),
                    1 => typed.set_end(clock_text((seconds(&typed.start).unwrap() + value) % 86_400)),
                    _ => typed.set_duration(clock_text(value)),
                }
                let [start, end, long] = [&typed.start, &typed.end, &typed.duration].map(|text| seconds(text).unwrap());
                proptest::prop_assert_eq!((end - start).rem_euclid(86_400), long, "{:?}", typed);
            }
            // Clocks go forward by an hour somewhere in that day: durations are elapsed time.
            let change = day_number(&typed.date).unwrap() * DAY + spring * SECOND;
            let to_instant = |local: Millis| if local < change { local } else { local.max(change + HOUR) - HOUR };
            if let Ok(event) = typed.event(number(), &to_instant) {
                let (started, ended) = (event.facts.started.unwrap().value, event.facts.ended.unwrap().value);
                proptest::prop_assert!(ended >= started);
                proptest::prop_assert_eq!((ended - started) / SECOND, i64::from(event.facts.duration.unwrap().value));
            }
        }
    }
}
