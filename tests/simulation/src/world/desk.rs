//! The desk as the agent's windows use it: commands, drafts and files lie there until the worker has taken them.

use callscribe_core::command::Command;
use callscribe_core::desk::{DeskItem, FileFormat, ImportFile};
use callscribe_core::engine::{DeskRow, Input};
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::SECOND;

use super::people::NUMBERS;
use super::{Happening, World};

impl World {
    /// A file of contacts for the address book, now and then the one before once more.
    pub(super) fn agent_imports(&mut self) {
        let book = IntegrationId::address_book();
        if !self.integrations.contains_key(&book) {
            return;
        }
        let agent = &mut self.browser.agent;
        if agent.imported.is_empty() || self.random.one_in(2) {
            let people = if self.random.one_in(8) { 250 } else { self.random.within(1, 30) };
            let file = agent.files;
            agent.files += 1;
            agent.imported = (0..people).map(|n| format!("Imported {}-{file}-{n}", self.browser.place)).collect();
            agent.wanted.extend(agent.imported.iter().cloned());
        }
        let number = |n: usize| if n == 0 { NUMBERS[(agent.files + n) % NUMBERS.len()].to_owned() } else { format!("+1212555{n:04}") };
        let rows = agent.imported.iter().enumerate().map(|(n, name)| format!("{name},{}\n", number(n)));
        let text = format!("Name,Phone\n{}", rows.collect::<String>());
        agent.written += 1;
        let key = format!("import/{}", agent.written);
        self.put_on_desk(key, DeskItem::Import(ImportFile::new(book, FileFormat::Csv, text)));
        self.look_at_the_desk();
    }

    pub(super) fn command(&mut self, command: Command) {
        self.browser.agent.written += 1;
        let key = format!("command/{:014}-{}", self.now, self.browser.agent.written);
        self.put_on_desk(key, DeskItem::Command(command));
        self.look_at_the_desk();
    }

    pub(super) fn put_on_desk(&mut self, key: String, item: DeskItem) {
        self.print(|| format!("desk {key} {item:?}"));
        self.browser.agent.put.insert(key.clone(), (self.browser.shell.flushes, item.clone()));
        self.browser.shell.put(&DeskRow { key, item });
    }

    /// The message that something lies there; a sleeping worker is woken by it, and one that dies over it looks at its next start.
    pub(super) fn look_at_the_desk(&mut self) {
        if self.browser.alive {
            self.tell(Input::Desk);
        } else {
            let pause = self.random.within(0, SECOND);
            self.after(pause, Happening::Starts);
        }
    }

    /// After a power cut: whatever was not flushed is put on the desk once more.
    pub(super) fn agent_types_again(&mut self) {
        let flushes = self.browser.shell.flushes;
        let lost = self.browser.agent.put.iter().filter(|(_, (then, _))| *then == flushes);
        let lost: Vec<(String, DeskItem)> = lost.map(|(key, (_, item))| (key.clone(), item.clone())).collect();
        lost.into_iter().for_each(|(key, item)| self.browser.shell.put(&DeskRow { key, item }));
    }
}
