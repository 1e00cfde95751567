//! One browser of the agent: its worker, its store, its lines, and what the agent has in hands there.

use std::collections::{BTreeMap, BTreeSet};

use callscribe_core::call::{CallEvent, CallId, Facts};
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{Millis, Zones};

use super::agent::Agent;
use super::past::Past;
use super::phones::Switchboard;
use crate::check;
use crate::shell::Shell;

/// One browser of the agent.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Which one.
    pub place: usize,
    /// Its worker above its store.
    pub shell: Shell,
    /// How many lives the worker had, this one included.
    pub life: u64,
    /// It runs.
    pub alive: bool,
    /// The browser itself is closed.
    pub closed: bool,
    /// How often the alarm was set, and what for.
    pub alarm: (u64, Option<Millis>),
    /// Which lines are open.
    pub board: Switchboard,
    /// What it watched of the line whose past can be asked for.
    pub past: Past,
    /// What the agent has in hands.
    pub agent: Agent,
    /// What the worker was told of calls by lines that do not tell it again, and had time to store.
    pub seen: BTreeMap<CallId, Facts>,
    /// What it was told in this life, and may not have stored yet.
    pub heard: BTreeMap<CallId, Facts>,
    /// Look-ups made by themselves long after their call was heard of.
    pub attempts: Vec<(Millis, CallId)>,
    /// Integrations whose automatic logging was switched, or that were removed for a while.
    pub touched: BTreeSet<IntegrationId>,
}

impl Browser {
    /// One just opened.
    pub fn new(place: usize, begin: Millis, zones: &Zones) -> Self {
        let mut shell = Shell::new(begin);
        shell.check_every = 200;
        shell.zones = zones.clone();
        Self {
            place,
            shell,
            life: 1,
            alive: true,
            closed: false,
            alarm: (0, None),
            board: Switchboard::default(),
            past: Past::default(),
            agent: Agent::default(),
            seen: BTreeMap::new(),
            heard: BTreeMap::new(),
            attempts: Vec::new(),
            touched: BTreeSet::new(),
        }
    }
    /// The worker is told this.
    pub fn hears(&mut self, event: &CallEvent) {
        let id = CallId { account: event.account.clone(), session: event.session.clone() };
        self.heard.entry(id).or_default().join(event.facts.clone());
    }

    /// The worker had time to store what it heard.
    pub fn has_heard(&mut self) {
        for (id, facts) in std::mem::take(&mut self.heard) {
            self.seen.entry(id).or_default().join(facts);
        }
    }

    /// Whether this is stored of a call.
    pub fn knows(&self, id: &CallId, facts: &Facts) -> bool {
        check::named(&self.shell.store, id).is_some_and(|mut case| !case.call.facts.join(facts.clone()))
    }
}
