//! Follow-ups as the screens show them: the list by day, and the form (K5, K8).

use serde::{Deserialize, Serialize};

use super::typed::{ToInstant, clock_text, date_text, day_number, seconds};
use crate::call::CallId;
use crate::contact::Association;
use crate::follow_up::{DESCRIPTION, FollowUp, FollowUpKind, Party};
use crate::order::InOrder;
use crate::store::{Query, Store, index};
use crate::time::{HOUR, Millis, SECOND};

const DAY: Millis = 24 * HOUR;

/// Open follow-ups, the earliest first.
pub fn open() -> Query {
    Query::all(Store::FollowUps).by(index::OPEN)
}

/// Open and done ones with a number, the latest first.
pub fn of_number(number: &str) -> Query {
    Query::all(Store::FollowUps).by(index::NUMBER).starting_with(&format!("{number}>")).newest_first()
}

/// Where a follow-up stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Its time is over.
    Overdue,
    /// Still to come today.
    Today,
    /// After today.
    Later,
}

/// Open follow-ups by section, overdue ones first, each section by time (K8). `to_local` makes local milliseconds of an instant.
pub fn sections(follow_ups: Vec<FollowUp>, now: Millis, to_local: impl Fn(Millis) -> Millis) -> Vec<(Section, Vec<FollowUp>)> {
    let day = |at| to_local(at).div_euclid(DAY);
    let section = |one: &FollowUp| match (one.due < now, day(one.due) == day(now)) {
        (true, _) => Section::Overdue,
        (false, true) => Section::Today,
        (false, false) => Section::Later,
    };
    let mut sorted: Vec<(Section, FollowUp)> = follow_ups.into_iter().filter(FollowUp::is_open).map(|one| (section(&one), one)).collect();
    sorted.order_by(|(a, one), (b, other)| (a, one.due, &one.id).cmp(&(b, other.due, &other.id)));
    let parts = sorted.chunk_by(|(a, _), (b, _)| a == b);
    parts.map(|part| (part[0].0, part.iter().map(|(_, one)| one.clone()).collect())).collect()
}

/// Those that stand at the top of Calls, the latest reminder first (K7).
pub fn at_the_top(follow_ups: &[FollowUp], now: Millis) -> Vec<FollowUp> {
    let mut calling: Vec<FollowUp> = follow_ups.iter().filter(|one| one.calls_for_attention(now)).cloned().collect();
    calling.order_by(|a, b| (b.remind_at(), &b.id).cmp(&(a.remind_at(), &a.id)));
    calling
}

/// The form as typed so far; lies on the desk while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpForm {
    /// The id the follow-up will have for ever.
    pub id: String,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// In a few words.
    pub subject: String,
    /// The call it comes from.
    #[serde(default)]
    pub call: Option<CallId>,
    /// Whom it is with.
    pub with: Party,
    /// The record it goes with besides.
    #[serde(default)]
    pub association: Option<Association>,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `HH:MM`.
    pub time: String,
    /// How long before the agent is reminded.
    pub remind_before: Millis,
    /// Up to [`DESCRIPTION`] characters; what is typed beyond stays in the field.
    pub description: String,
    /// Names, with commas between.
    pub attendees: String,
    /// Who does it; empty for the agent.
    pub assigned_to: String,
    /// When it was due before it was changed: that time may be over.
    #[serde(default)]
    pub was_due: Option<Millis>,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpField {
    /// The subject.
    Subject,
    /// Whom it is with.
    With,
    /// The date.
    Date,
    /// The time.
    Time,
    /// The description.
    Description,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowUpProblem {
    /// Nothing stands there.
    Missing,
    /// It is no date, or no time.
    Unreadable,
    /// It is over already.
    Past,
    /// So many characters too many.
    TooLong(usize),
}

impl FollowUpForm {
    /// A new one, for tomorrow at the same time (K5).
    pub fn tomorrow(unique: &str, call: Option<CallId>, with: Party, local_now: Millis) -> Self {
        let id = call.as_ref().map_or_else(|| unique.to_owned(), |call| format!("{}>{unique}", call.key()));
        let (date, time) = date_and_time(local_now + DAY);
        Self {
            id,
            kind: FollowUpKind::Call,
            subject: String::new(),
            call,
            with,
            association: None,
            date,
            time,
            remind_before: 0,
            description: String::new(),
            attendees: String::new(),
            assigned_to: String::new(),
            was_due: None,
        }
    }

    /// One that is to be changed.
    pub fn of(follow_up: &FollowUp, to_local: impl Fn(Millis) -> Millis) -> Self {
        let one = follow_up.clone();
        let (date, time) = date_and_time(to_local(one.due));
        Self {
            id: one.id,
            kind: one.kind,
            subject: one.subject,
            call: one.call,
            with: one.with,
            association: one.association,
            date,
            time,
            remind_before: one.remind_before,
            description: one.description,
            attendees: one.attendees.join(", "),
            assigned_to: one.assigned_to,
            was_due: Some(one.due),
        }
    }

    /// Characters of the description that are still free; less than none when it is too long.
    pub fn description_left(&self) -> isize {
        let free = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
        free(DESCRIPTION) - free(self.description.trim().chars().count())
    }

    /// What Save puts on the desk.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the screen.
    pub fn save(&self, now: Millis, to_instant: ToInstant) -> Result<FollowUp, Vec<(FollowUpField, FollowUpProblem)>> {
        use FollowUpField as F;
        use FollowUpProblem as P;
        let (day, second) = (day_number(&self.date), seconds(&self.time));
        let due = day.zip(second).map(|(day, second)| to_instant(day * DAY + second * SECOND));
        let is_past = due.is_some_and(|due| due <= now && self.was_due != Some(due));
        let read = |text: &str| if text.trim().is_empty() { P::Missing } else { P::Unreadable };
        let over = usize::try_from(-self.description_left()).unwrap_or_default();
        let is_with_nobody = self.with.shown().trim().is_empty() && self.with.contact.is_none();
        let wrong = [
            self.subject.trim().is_empty().then_some((F::Subject, P::Missing)),
            is_with_nobody.then_some((F::With, P::Missing)),
            day.is_none().then(|| (F::Date, read(&self.date))),
            second.is_none().then(|| (F::Time, read(&self.time))),
            is_past.then_some((if self.is_before_today(now, to_instant) { F::Date } else { F::Time }, P::Past)),
            (over > 0).then_some((F::Description, P::TooLong(over))),
        ];
        let wrong: Vec<_> = wrong.into_iter().flatten().collect();
        match due {
            Some(due) if wrong.is_empty() => Ok(self.due_at(due)),
            _ => Err(wrong),
        }
    }

    /// Whether even the end of its day is over.
    fn is_before_today(&self, now: Millis, to_instant: ToInstant) -> bool {
        day_number(&self.date).is_some_and(|day| to_instant((day + 1) * DAY) <= now)
    }

    fn due_at(&self, due: Millis) -> FollowUp {
        let names = self.attendees.split(',').map(str::trim).filter(|name| !name.is_empty());
        FollowUp {
            id: self.id.clone(),
            kind: self.kind,
            subject: self.subject.trim().to_owned(),
            call: self.call.clone(),
            with: self.with.clone(),
            association: self.association.clone(),
            due,
            remind_before: self.remind_before,
            description: self.description.trim().to_owned(),
            attendees: names.map(str::to_owned).collect(),
            assigned_to: self.assigned_to.trim().to_owned(),
            snoozed_until: None,
            reminded: None,
            done: None,
            task: None,
        }
    }
}

fn date_and_time(local: Millis) -> (String, String) {
    let clock = clock_text(local.rem_euclid(DAY) / SECOND);
    (date_text(local.div_euclid(DAY)), clock[..5].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOON, call, follow_up};
    use crate::time::MINUTE;

    // 1,700,000,000,000 is 2023-11-14, 22:13:20.
    fn form() -> FollowUpForm {
        let form = FollowUpForm::tomorrow("u", Some(call().id), follow_up("f").with, NOON);
        FollowUpForm { subject: "Call Ann".into(), ..form }
    }

    fn wrong(change: impl FnOnce(&mut FollowUpForm)) -> Vec<(FollowUpField, FollowUpProblem)> {
        let mut form = form();
        change(&mut form);
        form.save(NOON, &|local| local).unwrap_err()
    }

    #[test]
    fn k5_one_is_offered_for_tomorrow_at_the_same_time_with_the_same_contact() {
        let form = form();
        assert_eq!((form.date.as_str(), form.time.as_str()), ("2023-11-15", "22:13"));
        let saved = form.save(NOON, &|local| local).unwrap();
        assert_eq!((saved.due, saved.with, saved.call), (NOON + DAY - 20 * SECOND, follow_up("f").with, Some(call().id)));
        assert_eq!(saved.id, format!("{}>u", call().id.key()));
        assert_eq!(FollowUpForm::tomorrow("u", None, Party::default(), NOON).id, "u");
    }

    #[test]
    fn k5_what_is_missing_past_or_too_long_is_said_beside_its_field() {
        use FollowUpField as F;
        use FollowUpProblem as P;
        assert_eq!(wrong(|f| f.subject = " ".into()), [(F::Subject, P::Missing)]);
        assert_eq!(wrong(|f| f.with = Party::default()), [(F::With, P::Missing)]);
        assert_eq!(wrong(|f| f.date = String::new()), [(F::Date, P::Missing)]);
        assert_eq!(wrong(|f| f.time = "25:00".into()), [(F::Time, P::Unreadable)]);
        assert_eq!(wrong(|f| f.date = "2023-11-13".into()), [(F::Date, P::Past)]);
        assert_eq!(wrong(|f| (f.date, f.time) = ("2023-11-14".into(), "22:13".into())), [(F::Time, P::Past)]);
        assert_eq!(wrong(|f| f.description = "ä".repeat(503)), [(F::Description, P::TooLong(3))]);
        assert_eq!(wrong(|f| (f.subject, f.description) = (String::new(), "x".repeat(501))).len(), 2);
        let longest = FollowUpForm { description: "ä".repeat(500), ..form() };
        assert_eq!((longest.description_left(), longest.save(NOON, &|local| local).is_ok()), (0, true));
    }

    #[test]
    fn k5_one_that_is_overdue_can_be_changed_without_a_new_time() {
        let overdue = FollowUp { due: NOON - 20 * SECOND, attendees: vec!["Bob".into(), "Eve".into()], ..follow_up("f") };
        let form = FollowUpForm { subject: "Call her".into(), ..FollowUpForm::of(&overdue, |at| at) };
        let expected = FollowUp { subject: "Call her".into(), ..overdue };
        assert_eq!(form.save(NOON, &|local| local), Ok(expected));
        let earlier = FollowUpForm { time: "22:12".into(), ..form };
        assert_eq!(earlier.save(NOON, &|local| local), Err(vec![(FollowUpField::Time, FollowUpProblem::Past)]));
    }

    #[test]
    fn k8_overdue_ones_come_first_then_those_of_today_then_the_later_ones() {
        let at = |id: &str, due| FollowUp { due, ..follow_up(id) };
        let all = vec![
            at("later", NOON + DAY),
            at("tonight", NOON + 90 * MINUTE),
            at("overdue", NOON - 2 * DAY),
            at("long overdue", NOON - 3 * DAY),
            FollowUp { done: Some(NOON), ..at("done", NOON - DAY) },
        ];
        let names = |local: fn(Millis) -> Millis| -> Vec<(Section, Vec<String>)> {
            sections(all.clone(), NOON, local).into_iter().map(|(s, all)| (s, all.into_iter().map(|one| one.id).collect())).collect()
        };
        let of = |section, ids: &[&str]| (section, ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        let overdue = of(Section::Overdue, &["long overdue", "overdue"]);
        assert_eq!(names(|at| at), [overdue.clone(), of(Section::Today, &["tonight"]), of(Section::Later, &["later"])]);
        assert_eq!(names(|at| at - 12 * HOUR), [overdue.clone(), of(Section::Today, &["tonight"]), of(Section::Later, &["later"])]);
        assert_eq!(names(|at| at + HOUR), [overdue, of(Section::Later, &["tonight", "later"])]);
    }

    #[test]
    fn k7_reminders_stand_at_the_top_of_calls_the_latest_first() {
        let at = |id: &str, due| FollowUp { due, ..follow_up(id) };
        let all = [at("old", NOON - HOUR), at("new", NOON), at("next", NOON + 1)];
        assert_eq!(at_the_top(&all, NOON).iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["new", "old"]);
    }
}
