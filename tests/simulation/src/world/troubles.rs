//! What goes wrong on the agent's machine: the worker dies, the power fails, the store fails, the clock is set; and how calm begins and ends.

use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::entry::LogEntry;
use callscribe_core::follow_up::FollowUp;
use callscribe_core::integration::Integration;
use callscribe_core::store::StoreError;
use callscribe_core::time::{MINUTE, Millis, SECOND};

use super::network::Server;
use super::{CALM, Happening, STORM, World};
use crate::check;

impl World {
    pub(super) fn plan_troubles(&mut self) {
        self.plan_breaks();
        self.at(self.storm_ends(), Happening::Calm);
        self.at(self.begin + MINUTE, Happening::SignsIn);
        let mut next = if self.play.agent { 0 } else { STORM };
        while next < STORM {
            next += self.random.within(5 * SECOND, if self.play.kills { 5 * MINUTE } else { 30 * MINUTE });
            let at = self.open_time(next);
            self.at(at, Happening::Agent);
        }
        if self.random.one_in(3) {
            let (at, ahead) = (self.some_time(), self.random.within(-90 * MINUTE, 90 * MINUTE));
            self.at(at, Happening::ClockJumps(ahead));
        }
        for _ in 0..if self.play.kills { 12 } else { 0 } {
            let at = self.some_time();
            let what = match self.random.within(0, 6) {
                0 => Happening::PowerCut,
                1 => Happening::StoreFails(self.random.within(1, 5) as usize),
                _ => Happening::Idles,
            };
            self.at(at, what);
        }
        // A disk that is nearly full.
        if self.play.kills && self.random.one_in(4) {
            for _ in 0..60 {
                let at = self.some_time();
                self.at(at, Happening::StoreFails(1));
            }
        }
    }

    /// The worker is gone; what it sent may still arrive or not, its answers are lost.
    pub(super) fn die(&mut self, starts_after: Option<Millis>) {
        if !self.browser.alive {
            return;
        }
        self.print(|| "dies".to_owned());
        self.browser.alive = false;
        self.browser.heard.clear();
        self.tally.kills += 1;
        for line in std::mem::take(&mut self.browser.board.open) {
            self.unwatched(&line);
        }
        let (here, life) = (self.browser.place, self.browser.life);
        let mut random = self.random.clone();
        self.queue.retain(|_, (place, happening)| match happening {
            Happening::Arrives(flight) if *place == here && flight.life == life => random.one_in(2),
            _ => true,
        });
        self.random = random;
        if let Some(pause) = starts_after {
            self.after(pause, Happening::Starts);
        }
    }

    /// Everything not flushed is gone, also from the desk; the agent types it again.
    pub(super) fn power_cut(&mut self) {
        self.die(None);
        self.browser.shell.store.lose_power();
        self.browser.shell.alarm = None;
        self.browser.alarm = (self.browser.alarm.0 + 1, None);
        let seen = std::mem::take(&mut self.browser.seen);
        self.browser.seen = seen.into_iter().filter(|(id, facts)| self.browser.knows(id, facts)).collect();
        // What was said of a call that is gone with it would have to be said again.
        let known: Vec<_> = self.browser.agent.responded.iter().filter(|id| self.stored(id).is_some()).cloned().collect();
        self.browser.agent.responded = known.into_iter().collect();
        self.agent_types_again();
        let pause = self.random.within(SECOND, 20 * MINUTE);
        self.after(pause, Happening::Starts);
    }

    /// A clock that jumps while a request is under way, or cannot be seen yet, would cut short what a server is promised to take; it
    /// waits for a quiet moment.
    pub(super) fn clock_jumps(&mut self, ahead: Millis) {
        let under_way = self.queue.values().any(|(_, happening)| matches!(happening, Happening::Arrives(_)));
        if under_way || self.now - self.written < MINUTE {
            return self.after(SECOND, Happening::ClockJumps(ahead));
        }
        if self.browser.shell.ahead != ahead {
            self.browser.past.clock_set = self.now;
        }
        self.browser.shell.ahead = ahead;
        self.browser.alarm.1 = None;
        if self.browser.alive {
            self.browser.shell.ring(self.now);
        }
    }

    /// The next reads fail, and so do the next commits.
    pub(super) fn store_fails(&mut self, times: usize) {
        self.browser.shell.failing_reads = times;
        self.browser.shell.store.failures = vec![StoreError::Full; times];
    }

    pub(super) fn calm_begins(&mut self) {
        self.calm = true;
        self.clock_jumps(0);
        self.tally.steps_of_storm = self.steps;
        self.store_fails(0);
        self.servers.values_mut().for_each(Server::recovers);
        let removed: Vec<Integration> = self.browser.agent.removed.drain(..).collect();
        for integration in removed {
            self.command(Command::AddIntegration(Box::new(integration)));
        }
        if self.browser.alive {
            self.history_is_told();
        } else {
            self.start();
        }
        self.command(Command::CatchUp(CatchUpAct::Continue));
        for minutes in 1..8 {
            self.after(minutes * 20 * MINUTE, Happening::SignsIn);
        }
    }

    /// A world ends once the calm does; what is due then, or has just begun, has ten minutes more.
    pub(super) fn is_over(&mut self, at: Millis) -> bool {
        let ends = self.storm_ends() + CALM;
        let mut works = false;
        if (ends..ends + 10 * MINUTE).contains(&at) {
            self.in_each_browser(|world| {
                works |= check::all::<LogEntry>(&world.browser.shell.store).iter().any(|entry| entry.due().is_some_and(|due| due <= at));
                works |= check::all::<FollowUp>(&world.browser.shell.store).iter().any(|one| one.task_due().is_some_and(|due| due <= at));
            });
        }
        at > ends && !works
    }
}
