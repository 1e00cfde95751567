//! `apply`: the only way state changes. Pure: the same view, input and clock give the same change.

mod book;
mod calls;
mod catch_up;
mod choosing;
mod claim;
mod conflicts;
mod delay;
mod desk;
mod digest;
mod dismissal;
mod follow_ups;
mod forget;
mod form;
mod jobs;
mod lines;
mod logging;
mod moving;
mod notes;
mod outcome;
mod practice;
mod private;
mod restore;
mod setup;
mod several;
mod sync;
mod tasks;
mod wrap_up;

pub use choosing::waits_for_policy;
pub(crate) use lines::{has_line, untold};
pub(crate) use practice::next_moment_at;
pub(crate) use sync::{next_sync, syncs};

use super::change::Change;
use super::io::{Due, Input};
use super::standstill;
use super::view::{Stop, View};
use crate::command::Command;
use crate::time::Clock;

/// What an input changes.
///
/// # Errors
/// [`Stop::Need`] with every row that has to be read first, or [`Stop::Refused`] when a command cannot be carried out.
pub fn apply(view: &View<'_>, input: &Input, clock: &Clock<'_>) -> Result<Change, Stop> {
    let mut change = Change::default();
    match input {
        Input::Call(event) => calls::event(view, &mut change, event, clock)?,
        Input::Line(account, event) => lines::event(view, &mut change, account, event, clock)?,
        Input::Desk => desk::take(view, &mut change, clock)?,
        Input::Managed(managed) => setup::managed(view, &mut change, managed),
        Input::Command(one) => command(view, &mut change, one, clock)?,
        Input::Claim(Due::Entry(key)) => claim::entry(view, &mut change, key, clock)?,
        Input::Claim(Due::Task(follow_up)) => tasks::claim(view, &mut change, follow_up, clock),
        Input::Claim(Due::Line(account)) => lines::connect(view, &mut change, account),
        Input::Claim(Due::Final(call)) => calls::become_final(view, &mut change, call, clock)?,
        Input::Claim(Due::Practice(call)) => practice::next_moment(view, &mut change, call, clock)?,
        Input::Claim(Due::Job(job)) => jobs::step(view, &mut change, job, clock)?,
        Input::Claim(Due::History(account)) => lines::ask_history(view, &mut change, account, clock.wall),
        Input::Claim(Due::Sync(account)) => sync::ask(view, &mut change, account, clock),
        Input::Claim(Due::CatchUp) => catch_up::begin(view, &mut change),
        Input::Claim(Due::Standstill) => standstill::look(view.working, &mut change, clock.wall),
        Input::Claim(Due::Digest) => digest::begin(view, &mut change, clock),
        Input::Claim(Due::Reminders) => follow_ups::remind(view.working, &mut change, clock.wall),
        Input::Reminded(reminders) => follow_ups::reminded(view.working, &mut change, reminders),
        Input::Outcome(ticket, result) => outcome::outcome(view, &mut change, ticket, result, clock)?,
    }
    catch_up::count_conflicts(view, &mut change);
    Ok(change)
}

fn command(view: &View<'_>, change: &mut Change, command: &Command, clock: &Clock<'_>) -> Result<(), Stop> {
    use Command as C;
    match command {
        C::Log { call, entries, note, base } => {
            logging::log(view, change, call, entries, note.as_deref().map(|text| (text, base.as_str())), clock)
        }
        C::Hold { keys } => logging::hold(view, change, keys, true, clock),
        C::Release { keys } => logging::hold(view, change, keys, false, clock),
        C::TypeCall { call, not_the_same } => logging::type_call(view, change, call, *not_the_same, clock),
        C::ConfirmDuration { call, seconds } => logging::confirm_duration(view, change, call, *seconds, clock),
        C::Resolve { key, resolution, same_number } => conflicts::resolve(view, change, key, resolution, *same_number, clock),
        C::Dismiss { call, integration } => dismissal::dismiss(view, change, call, integration.as_ref(), clock),
        C::Undo { call, integration } => dismissal::undo(view, change, call, integration.as_ref(), clock),
        C::Private { call } => private::private(view, change, call, clock),
        C::ChangeContact { key, contact, association } => moving::change_contact(view, change, key, contact, association.as_ref(), clock),
        C::MovedByHand { key } => moving::moved_by_hand(view, change, key, clock),
        C::Several { calls, act } => several::several(view, change, calls, *act, clock),
        C::Always { key, contact } => choosing::always(view, change, key, contact),
        C::ForgetChoice { integration, number } => choosing::forget(change, integration, number),
        C::ApplyPolicies(id) => choosing::apply_policies(view, change, id),
        C::SaveNote { call, text, base } => notes::save(view, change, call, text, base, clock),
        C::WrapUp { call, wrap_up } => wrap_up::set(view, change, call, wrap_up, clock),
        C::OpenNote { call } => delay::open_note(view, change, call),
        C::SetDelay { key, on, contact } => delay::set(view, change, key, *on, contact.as_deref(), clock),
        C::LogNow { call, integration } => delay::log_now(view, change, call, integration.as_ref(), clock),
        C::CancelNote { call, cancelled } => notes::cancel(view, change, call, *cancelled, clock),
        C::AddIntegration(integration) => setup::add_integration(view, change, integration),
        C::RemoveIntegration(id) => setup::remove_integration(view, change, id),
        C::SetSignIn { integration, works } => setup::set_sign_in(view, change, integration, *works),
        C::SetAutomatic { integration, on } => setup::set_automatic(view, change, integration, *on, clock),
        C::SetChoices { integration, choices } => setup::set_choices(view, change, integration, choices),
        C::AddAccount(account) => setup::add_account(view, change, account),
        C::RemoveAccount(id) => setup::remove_account(view, change, id),
        C::Reconnect(id) => lines::reconnect(view, change, id, clock),
        C::CatchUp(act) => catch_up::act(view, change, *act, clock),
        C::LogEarlier { from } => catch_up::log_earlier(view, change, *from, clock),
        C::GapsSeen(id) => lines::gaps_seen(view, change, id),
        C::ChangeSettings(settings) => setup::change_settings(view, change, settings, clock),
        C::SaveContact { book, contact } => book::save(view, change, book, contact, clock),
        C::DeleteContact { book, contact } => book::delete(view, change, book, contact),
        C::SaveFollowUp(follow_up) => follow_ups::save(view, change, follow_up),
        C::FollowUpDone { id, done } => follow_ups::done(view, change, id, done.then_some(clock.wall)),
        C::SnoozeFollowUp { id, until } => follow_ups::snooze(view, change, id, *until),
        C::ActOnTask { id, act } => tasks::act(view, change, id, *act),
        C::DeleteFollowUp { id } => {
            follow_ups::delete(change, id);
            Ok(())
        }
        C::ForgetNumber(key) => forget::number(view, change, key),
        C::Restore => {
            restore::begin(change, clock);
            Ok(())
        }
        C::DeleteAll => {
            forget::everything(view, change);
            Ok(())
        }
        C::StartPractice => practice::start(view, change, clock),
        C::PlayPracticeDay => practice::play_day(view, change, clock),
        C::PracticeCall => practice::begin_call(view, change, clock),
        C::RemovePractice => practice::remove(view, change),
    }
}
