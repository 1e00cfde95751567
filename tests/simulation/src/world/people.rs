//! Which CRMs there are and whom they know.

use callscribe_core::book::{BookContact, BookNumber};
use callscribe_core::command::Command;
use callscribe_core::contact::{Association, Contact};
use callscribe_core::engine::Input;
use callscribe_core::integration::{Capabilities, Dedupe, Integration, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE, SECOND};

use super::network::Server;
use super::{Happening, World};
use crate::crm::Crm;
use crate::sample::{BEGIN, integration, number, with_tasks};

/// The numbers people call from.
pub const NUMBERS: [&str; 7] =
    ["+14155550101", "+14155550102", "+14155550103", "+14155550104", "+14155550105", "+14155550106", "+14155550107"];

impl World {
    /// The CRMs there are, and an address book at times; the agent connects them in each browser.
    pub(super) fn build_crms(&mut self) {
        let quick = Dedupe::Find { settles: 2 * MINUTE, lag: 0 };
        let slow = Dedupe::Find { settles: 2 * MINUTE, lag: 40 * SECOND };
        let offers = [("find", quick), ("slow", slow), ("upsert", Dedupe::Upsert), ("none", Dedupe::None)];
        let first = self.random.within(0, 4) as usize;
        for (place, (name, dedupe)) in offers.into_iter().enumerate() {
            if place == first || self.random.one_in(3) {
                self.build_crm(name, dedupe);
            }
        }
        if self.random.one_in(2) {
            let book = Integration::address_book(IntegrationId::address_book(), "Book", BEGIN - HOUR, false);
            self.integrations.insert(book.id.clone(), book);
        }
    }

    fn build_crm(&mut self, name: &str, dedupe: Dedupe) {
        let mut one = integration(name, dedupe);
        if self.play.tasks {
            one = with_tasks(one);
        }
        let update = !self.random.one_in(4);
        one.capabilities = Capabilities { update, ..one.capabilities };
        one.choices.log_once = self.random.one_in(5);
        let mut crm = Crm::new(dedupe);
        crm.knows_keys = self.random.one_in(4);
        for number in NUMBERS {
            for nth in 0..self.how_many() {
                crm.add(number, &format!("Person {nth} of {number}"));
            }
        }
        for (_, contact) in &mut crm.people {
            let deals = [0, 0, 0, 1, 2][self.random.within(0, 5) as usize];
            contact.associations = (0..deals).map(|n| deal(contact, n)).collect();
        }
        self.servers.insert(one.id.clone(), Server::new(crm));
        for _ in 0..6 {
            let at = self.some_time();
            self.at(at, Happening::Mood(one.id.clone()));
        }
        for _ in 0..self.random.within(0, 4) {
            let at = self.some_time();
            self.at(at, Happening::People(one.id.clone()));
        }
        self.integrations.insert(one.id.clone(), one);
    }

    /// Somebody else works in a CRM: makes a contact, makes one of two with the same number, or deletes one.
    pub(super) fn people_change(&mut self, id: &IntegrationId) {
        let number = NUMBERS[self.random.within(0, NUMBERS.len() as i64) as usize];
        let Some(server) = self.servers.get_mut(id).filter(|_| !self.calm) else { return };
        let having = server.crm.having(number);
        match (having.as_slice(), self.random.within(0, 4)) {
            ([], _) => drop(server.crm.add(number, &format!("Met {}", self.tally.happenings))),
            ([one, .., other], 0 | 1) => server.crm.merge(&other.id, &one.id),
            ([one, ..], 2) => server.crm.delete_person(&one.id),
            (_, _) => drop(server.crm.add(number, &format!("Met {}", self.tally.happenings))),
        }
        server.changed.insert(number, self.now);
    }

    /// The agent adds them all in this browser.
    pub(super) fn connect_crms(&mut self) {
        let all: Vec<Integration> = self.integrations.values().cloned().collect();
        for one in all {
            let is_book = one.is_address_book();
            self.tell(Input::Command(Command::AddIntegration(Box::new(one))));
            if is_book {
                self.fill_book();
            }
        }
    }

    fn fill_book(&mut self) {
        for key in NUMBERS {
            for nth in 0..self.how_many() {
                let contact = BookContact {
                    book: IntegrationId::address_book(),
                    id: format!("{key}-{nth}"),
                    name: format!("Person {nth} of {key}"),
                    company: String::new(),
                    email: String::new(),
                    numbers: vec![BookNumber { label: String::new(), number: number(key) }],
                    associations: Vec::new(),
                    created: BEGIN,
                    changed: BEGIN,
                };
                let command = Command::SaveContact { book: IntegrationId::address_book(), contact: Box::new(contact) };
                self.tell(Input::Command(command));
            }
        }
    }

    fn how_many(&mut self) -> usize {
        [0, 1, 1, 1, 1, 1, 2][self.random.within(0, 7) as usize]
    }
}

fn deal(contact: &Contact, n: usize) -> Association {
    Association { field: "deals".into(), id: format!("{}-{n}", contact.id), title: format!("Deal {n}"), open: true, created: None }
}
