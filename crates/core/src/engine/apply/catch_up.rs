//! Rule E: the calls of a gap are counted, and the hundred newest of them attempted one by one, oldest first.

use super::super::advance;
use super::super::attempts;
use super::super::catch_up::{CatchUp, CatchUpOf, CatchUpPhase, RUN};
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{Job, SettingRow};
use super::super::view::{Stop, View};
use crate::account::{GapState, PhoneAccount};
use crate::call::Call;
use crate::case::CallRow;
use crate::command::{CatchUpAct, RefusalKind};
use crate::rules;
use crate::store::stamp;
use crate::time::{Clock, Millis};

/// The run of the oldest gap whose calls are known begins (E2).
pub(super) fn begin(view: &View<'_>, change: &mut Change) {
    let Some((account, gap)) = view.working.gap_to_catch_up() else { return };
    let (of, from, to) = (CatchUpOf::Gap { account: account.id.clone(), gap: gap.from }, gap.from, gap.to + rules::CLOCKS_APART);
    let mut account: PhoneAccount = account.clone();
    account.gaps.iter_mut().filter(|g| g.from == from).for_each(|gap| gap.state = GapState::Begun);
    change.puts.push(Saved::Setting(SettingRow::Account(Box::new(account))));
    put(change, CatchUp::new(of, from, to));
}

/// Pause, continue, stop, or the next hundred.
pub(super) fn act(view: &View<'_>, change: &mut Change, act: CatchUpAct, clock: &Clock<'_>) -> Result<(), Stop> {
    let run = view.working.catch_up();
    match (act, run.cloned()) {
        (CatchUpAct::Pause, Some(run)) if run.phase != CatchUpPhase::Over => put(change, CatchUp { paused: true, ..run }),
        (CatchUpAct::Continue, Some(run)) if run.phase != CatchUpPhase::Over => put(change, CatchUp { paused: false, ..run }),
        (CatchUpAct::Stop, Some(run)) if run.phase == CatchUpPhase::Over => change.deletes.push(job()),
        (CatchUpAct::Stop, Some(run)) => put(change, CatchUp { rest: run.rest + run.left(), phase: CatchUpPhase::Over, ..run }),
        (CatchUpAct::Next, run) if is_over(run.as_ref()) => put(change, CatchUp::new(CatchUpOf::Next, 0, clock.wall)),
        _ => return Err(Stop::Refused(RefusalKind::DoesNotFit)),
    }
    Ok(())
}

/// E7: "Log earlier calls" from a day on; a person's act.
pub(super) fn log_earlier(view: &View<'_>, change: &mut Change, from: Millis, clock: &Clock<'_>) -> Result<(), Stop> {
    if !is_over(view.working.catch_up()) {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    }
    put(change, CatchUp::new(CatchUpOf::Earlier, from, clock.wall));
    Ok(())
}

fn is_over(run: Option<&CatchUp>) -> bool {
    run.is_none_or(|run| run.phase == CatchUpPhase::Over)
}

fn put(change: &mut Change, run: CatchUp) {
    change.puts.push(Saved::Job(Job::CatchUp(Box::new(run))));
}

fn job() -> (crate::store::Store, String) {
    (crate::store::Store::Jobs, "catch-up".into())
}

/// The next part of a run. One of a gap nobody called in leaves nothing behind.
pub(super) fn step(view: &View<'_>, change: &mut Change, run: &CatchUp, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    let next = match &run.phase {
        CatchUpPhase::Counting { down_to, oldest } => count(view, run, down_to, oldest)?,
        CatchUpPhase::Attempting { at } => attempt(view, change, run, at, clock)?,
        CatchUpPhase::Over => run.clone(),
    };
    let nothing = next.phase == CatchUpPhase::Over && next.total == 0 && matches!(next.of, CatchUpOf::Gap { .. });
    Ok((!nothing).then(|| Job::CatchUp(Box::new(next))))
}

fn count(view: &View<'_>, run: &CatchUp, down_to: &str, oldest: &str) -> Result<CatchUp, Stop> {
    let page = run.page(&stamp(run.from), down_to, true);
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    let (mut next, mut oldest) = (run.clone(), oldest.to_owned());
    for row in rows.iter().filter(|row| run.takes(row)) {
        if next.total < RUN {
            next.total += 1;
            oldest = run.place(row);
        } else {
            next.rest += 1;
        }
    }
    next.phase = match rows.last() {
        Some(last) => CatchUpPhase::Counting { down_to: run.place(last), oldest },
        None if next.total == 0 => CatchUpPhase::Over,
        None => CatchUpPhase::Attempting { at: oldest },
    };
    Ok(next)
}

/// E4: each call is attempted once, whatever comes of it; the attempt is counted in the change that makes it.
fn attempt(view: &View<'_>, change: &mut Change, run: &CatchUp, at: &str, clock: &Clock<'_>) -> Result<CatchUp, Stop> {
    let end = stamp(run.to + 1);
    let page = run.page(at, &end, false);
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    let own: Vec<_> = rows.iter().filter(|row| run.takes(row)).collect();
    let mut next = run.clone();
    for (place, row) in own.iter().enumerate() {
        let read = if place == 0 { &own[..1] } else { &own[..] };
        view.require(read.iter().flat_map(|row| attempting(view, &row.call)))?;
        let Some(before) = view.case(&row.call.id)? else { continue };
        let mut case = before.clone();
        next.phase = CatchUpPhase::Attempting { at: after(run, row) };
        if !attempts::catch_up(view, &mut case, run.of == CatchUpOf::Earlier, clock) {
            next.total = next.total.saturating_sub(1);
            if case != before {
                change.put_case(view, &case);
            }
            continue;
        }
        next.done += 1;
        let to_the_end = (next.done >= next.total).then(|| run.page(at, &end, true));
        view.require(advance::deciding(view, &case).chain(to_the_end.clone()))?;
        change.attempted = true;
        if let Some(page) = to_the_end {
            let above = run.place(row);
            go_on_with(&mut next, view.calls(&page)?.iter().filter(|row| run.takes(row) && run.place(row) > above).count());
        }
        advance::put(view, change, Some(&before), case, clock)?;
        return Ok(next);
    }
    next.phase = match rows.last() {
        Some(last) => CatchUpPhase::Attempting { at: after(run, last) },
        None => CatchUpPhase::Over,
    };
    Ok(next)
}

/// What is looked at to attempt a call.
fn attempting<'a>(view: &'a View<'_>, call: &'a Call) -> impl Iterator<Item = Key> + 'a {
    let remembered = view.working.integrations.keys().map(|integration| advance::remembered_key(integration, call));
    [Key::Case(call.id.clone())].into_iter().chain(remembered)
}

/// The place behind a call's.
fn after(run: &CatchUp, row: &CallRow) -> String {
    format!("{}\u{1}", run.place(row))
}

/// Every counted call was attempted. What is left came in meanwhile, as by taking "Don't log" back: it is attempted up to the hundredth call,
/// and said to be left beyond (E5).
fn go_on_with(run: &mut CatchUp, left: usize) {
    let left = u32::try_from(left).unwrap_or(u32::MAX);
    let more = left.min(RUN.saturating_sub(run.done));
    run.rest += left - more;
    run.total = run.done + more;
    if more == 0 {
        run.phase = CatchUpPhase::Over;
    }
}

/// E6: a call that met a conflict is counted in the run, with the change that stores it.
pub(super) fn count_conflicts(view: &View<'_>, change: &mut Change) {
    let met = std::mem::take(&mut change.conflicts);
    if met == 0 {
        return;
    }
    let same = change.puts.iter_mut().find_map(|saved| match saved {
        Saved::Job(Job::CatchUp(run)) => Some(run),
        _ => None,
    });
    match (same, view.working.catch_up().cloned()) {
        (Some(run), _) => run.unresolved += met,
        (None, Some(run)) => put(change, CatchUp { unresolved: run.unresolved + met, ..run }),
        (None, None) => {}
    }
}
