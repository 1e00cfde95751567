//! Follow-ups: saved, done, snoozed, and the agent reminded of them, once and late rather than never (K5, K7).

use super::super::change::{Change, Saved};
use super::super::io::{Effect, Key, Reminder, Show};
use super::super::tasks::is_asked_first;
use super::super::view::{Stop, View};
use super::super::working::Working;
use super::tasks;
use crate::command::RefusalKind;
use crate::follow_up::FollowUp;
use crate::order::InOrder;
use crate::store::Store;
use crate::time::Millis;

/// One changed keeps what became of it; a new time reminds anew.
pub(super) fn save(view: &View<'_>, change: &mut Change, typed: &FollowUp) -> Result<(), Stop> {
    let key = Key::FollowUp(typed.id.clone());
    view.require([key.clone()])?;
    let known = view.follow_ups(&key)?.pop();
    let task = tasks::of(view, known.as_ref(), typed);
    let follow_up = match known {
        Some(known) => {
            let snoozed_until = known.snoozed_until.filter(|_| known.due - known.remind_before == typed.due - typed.remind_before);
            FollowUp { snoozed_until, reminded: known.reminded, done: known.done, task, ..typed.clone() }
        }
        None => FollowUp { snoozed_until: None, reminded: None, done: None, task, ..typed.clone() },
    };
    change.puts.push(Saved::FollowUp(Box::new(follow_up)));
    Ok(())
}

pub(super) fn done(view: &View<'_>, change: &mut Change, id: &str, done: Option<Millis>) -> Result<(), Stop> {
    let mut known = known(view, id)?;
    // Who opens it again means it, whatever the CRM says of this reminder.
    let reopened_for = done.is_none().then(|| known.remind_at());
    if let (Some(task), Some(at)) = (&mut known.task, reopened_for) {
        task.looked_for = Some(at);
    }
    change.puts.push(Saved::FollowUp(Box::new(FollowUp { done, ..known })));
    Ok(())
}

pub(super) fn snooze(view: &View<'_>, change: &mut Change, id: &str, until: Millis) -> Result<(), Stop> {
    let known = known(view, id)?;
    change.puts.push(Saved::FollowUp(Box::new(FollowUp { snoozed_until: Some(until), ..known })));
    Ok(())
}

pub(super) fn delete(change: &mut Change, id: &str) {
    change.deletes.push((Store::FollowUps, id.to_owned()));
}

pub(super) fn known(view: &View<'_>, id: &str) -> Result<FollowUp, Stop> {
    let key = Key::FollowUp(id.to_owned());
    view.require([key.clone()])?;
    view.follow_ups(&key)?.pop().ok_or(Stop::Refused(RefusalKind::NotThere))
}

/// Everything whose time has come makes one reminder, but what a CRM is still asked about. It counts as shown only once the shell has said
/// so: after a kill in between it is shown again, in its own place.
pub(super) fn remind(working: &Working, change: &mut Change, now: Millis) {
    let told = working.follow_ups.values().filter(|one| !is_asked_first(working, one, now));
    let due = told.filter_map(|one| Some((one, one.reminder().filter(|at| *at <= now)?)));
    let mut reminders: Vec<Reminder> =
        due.map(|(one, at)| Reminder { id: one.id.clone(), at, subject: one.subject.clone(), who: one.with.shown().to_owned() }).collect();
    reminders.order_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    if !reminders.is_empty() {
        change.effects.push(Effect::Show(Show::Reminders(reminders)));
    }
}

/// What was changed meanwhile to another time is reminded of then.
pub(super) fn reminded(working: &Working, change: &mut Change, reminders: &[Reminder]) {
    for reminder in reminders {
        let Some(one) = working.follow_ups.get(&reminder.id).filter(|one| one.reminder() == Some(reminder.at)) else { continue };
        change.puts.push(Saved::FollowUp(Box::new(FollowUp { reminded: Some(reminder.at), ..one.clone() })));
    }
}
