//! One browser of the agent: its worker, its store, its lines, and what the agent has in hands there.

use std::collections::BTreeSet;

use callscribe_core::call::CallId;
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{Millis, Zones};

use super::agent::Agent;
use super::past::Past;
use super::phones::Switchboard;
use crate::shell::Shell;

/// One browser of the agent.
#[derive(Debug)]
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
    /// Calls the phone cannot tell of again that the worker was told of, and had time to store.
    pub seen: BTreeSet<CallId>,
    /// Those it was told of in this life, and may not have stored yet.
    pub heard: BTreeSet<CallId>,
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
            seen: BTreeSet::new(),
            heard: BTreeSet::new(),
            attempts: Vec::new(),
            touched: BTreeSet::new(),
        }
    }
}
