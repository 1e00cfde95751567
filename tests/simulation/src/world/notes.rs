//! What became of notes: every word typed is in the store, and in the record of an entry that pretends so.

use std::collections::BTreeSet;

use callscribe_core::book::Activity;
use callscribe_core::case::Case;
use callscribe_core::entry::{LogEntry, LogStatus};
use callscribe_core::follow_up::FollowUp;
use callscribe_core::time::{MINUTE, Millis};

use super::World;
use super::agent::RESPONSES;
use super::phones::PlannedCall;
use crate::check;

/// What was typed so long before a record was written once is in it.
const RESTED: Millis = 15 * MINUTE;

impl World {
    pub(super) fn count_notes(&mut self) {
        let words = std::mem::take(&mut self.browser.agent.words);
        for (id, words) in words {
            let Some(case) = self.stored(&id) else { continue };
            self.tally.notes += 1;
            let text = case.note.as_ref().map_or("", |note| &note.text);
            let mut findings = Vec::new();
            if let Some(word) = words.iter().map(|(_, word)| word).find(|word| !text.contains(word.as_str())) {
                findings.push(format!("{word} of {} is not in {text:?}", id.key()));
            }
            // Calls that proved to be one: what was typed under one name may miss a record that was written once under the other.
            let in_time: &[_] = if id == case.call.id { &words } else { &[] };
            findings.extend(case.entries.iter().filter_map(|entry| self.note_missing(&case, entry, in_time)));
            self.tally.lost_notes += findings.len() as u64;
            self.tally.findings.extend(findings);
        }
    }

    /// A record that does not say the note although the entry pretends it does; of two browsers either may have written last.
    fn note_missing(&self, case: &Case, entry: &LogEntry, words: &[(Millis, String)]) -> Option<String> {
        let LogStatus::Logged(record) = &entry.status else { return None };
        if self.play.two {
            return None;
        }
        let id = &entry.key.integration;
        let (said, at, ours) = match self.servers.get(id) {
            Some(server) => {
                let there = server.crm.records.iter().find(|r| r.id == record.at.id && !r.deleted)?;
                let under_this_name = there.key == entry.write_key();
                (there.note.clone(), there.at, there.draft.is_some() && under_this_name)
            }
            None => {
                let activity = check::all::<Activity>(&self.browser.shell.store).into_iter().find(|a| a.key == entry.key)?;
                (activity.note, self.now, true)
            }
        };
        let wrong = match self.integrations.get(id) {
            Some(integration) if integration.choices.log_once => {
                let before = words.iter().filter(|(typed, _)| typed + RESTED < at);
                let is_it = |id| self.stored(id).is_some_and(|one| one.call.id == case.call.id);
                let cancelled = self.browser.agent.cancelled.iter().any(is_it);
                ours && !cancelled && before.into_iter().any(|(_, word)| !said.contains(word.as_str()))
            }
            integration => !self.says_all(case, &said, integration.is_none_or(|i| i.capabilities.update)),
        };
        let text = case.note_to_send().0;
        let response = case.call.wrap_up().response;
        wrong.then(|| format!("{} says {said:?} and not {text:?} with {response:?}: {record:?} {:?}", entry.key.key(), entry.steps))
    }

    /// The note and where the call went, as the phone knows it; what was told late or never only has to be said where it could be.
    fn says_all(&self, case: &Case, said: &str, changes: bool) -> bool {
        let (id, note) = (&case.call.id, case.note_to_send().0);
        let is_it = |call: &&PlannedCall| call.id == *id || format!("{}-leg", call.id.key()) == id.key();
        let Some(call) = self.calls.iter().find(is_it) else { return said.starts_with(note) };
        let told = call.passed_on.map(|to| format!("Transferred to {to}"));
        let surely_told = changes && Self::is_told_again(call);
        let response =
            Some(case.call.wrap_up().response).filter(|response| !response.is_empty()).map(|response| format!("Response: {response}"));
        let may_be = |line: Option<String>, surely: bool| if surely { vec![line] } else { vec![line, None] };
        // A record that cannot be changed says the response of its time.
        let earlier = (0..RESPONSES).map(|n| Some(format!("Response: response{n}")));
        let responses = if changes { vec![response] } else { earlier.chain([None]).collect() };
        responses.iter().any(|response| {
            may_be(told.clone(), surely_told).iter().any(|told| {
                let below = [response, told].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n");
                said == [note, &below].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
            })
        })
    }

    /// What an agent said of a call, and every follow-up planned, is in the store.
    pub(super) fn count_wrap_ups(&mut self) {
        let (responded, planned) = (&self.browser.agent.responded, &self.browser.agent.planned);
        let unsaid = responded.iter().filter(|id| self.stored(id).is_some_and(|case| case.call.wrap_up().response.is_empty()));
        let mut findings: Vec<String> = unsaid.map(|id| format!("the response of {} is lost", id.key())).collect();
        let all: Vec<FollowUp> = check::all(&self.browser.shell.store);
        let here = self.now + self.browser.shell.ahead;
        let unsaid = all.iter().filter(|one| one.reminder().is_some_and(|at| at + RESTED < here));
        findings.extend(unsaid.map(|one| format!("nobody was reminded of {}", one.id)));
        let kept: BTreeSet<String> = all.into_iter().map(|one| one.id).collect();
        findings.extend(planned.difference(&kept).map(|id| format!("the follow-up {id} is lost")));
        self.tally.lost_notes += findings.len() as u64;
        self.tally.findings.extend(findings);
    }
}
