//! Rule I8: pages of contacts open by themselves, each claimed with the entry it opens for.

use crate::case::Case;
use crate::contact::Contact;
use crate::engine::change::{Change, Saved};
use crate::engine::io::{Effect, Show};
use crate::engine::stored::Pops;
use crate::engine::view::View;
use crate::entry::LogEntry;
use crate::hash::stable_hash;
use crate::integration::Integration;
use crate::rules::{self, Pop};
use crate::time::Millis;

/// Opens what the running call opens by itself, once for each integration.
pub(super) fn pop(view: &View<'_>, change: &mut Change, case: &mut Case, now: Millis) {
    for entry in case.entries.iter_mut().filter(|entry| entry.popped.is_none()) {
        let Some(integration) = view.working.integrations.get(&entry.key.integration).filter(|i| !i.removed) else { continue };
        match rules::call_pop(&case.call, entry, &integration.choices, now) {
            Pop::Nothing => continue,
            Pop::Open(pages) => open(view, change, pages, now),
            Pop::Ask => {
                let names = entry.candidates().iter().map(|contact| contact.name.clone()).collect();
                change.effects.push(Effect::Show(Show::Whose { key: entry.key.clone(), names }));
            }
        }
        entry.popped = Some(now);
    }
}

/// The page of a contact a person has just made (C5).
pub(in crate::engine) fn created(
    view: &View<'_>,
    change: &mut Change,
    entry: &LogEntry,
    integration: &Integration,
    contact: &Contact,
    now: Millis,
) {
    if let Some(page) = rules::page(contact).filter(|_| rules::opens_created(entry, &integration.choices, now)) {
        open(view, change, vec![page.to_owned()], now);
    }
}

/// Opens pages, but for those that opened a moment ago.
fn open(view: &View<'_>, change: &mut Change, mut pages: Vec<String>, now: Millis) {
    let in_this_change = change.puts.iter().rev().find_map(|saved| match saved {
        Saved::Pops(pops) => Some(pops),
        _ => None,
    });
    let mut lately = in_this_change.unwrap_or(&view.working.pops).clone();
    lately.pages.retain(|(_, then)| !rules::may_open_again(*then, now));
    pages.retain(|page| {
        let print = stable_hash(page.as_bytes()) as u64;
        let is_new = lately.pages.iter().all(|(known, _)| *known != print);
        if is_new {
            lately.pages.push((print, now));
        }
        is_new
    });
    if !pages.is_empty() {
        change.puts.push(Saved::Pops(Pops { pages: lately.pages }));
        change.effects.push(Effect::Show(Show::Pages(pages)));
    }
}
