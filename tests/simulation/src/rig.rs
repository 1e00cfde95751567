//! A rig for cases of three lines: a call ends, the CRM answers so, the entry is that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use callscribe_core::call::{CallEvent, CallId};
use callscribe_core::case::Case;
use callscribe_core::command::{Command, LogChoice, RefusalKind, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, Problem, RecordRef};
use callscribe_core::desk::{DeskItem, NoteDraft};
use callscribe_core::engine::{About, Asked, DeskRow, Effect, Input, Show, Ticket};
use callscribe_core::entry::{ContactChoice, LogEntry, LogKey, LogStatus};
use callscribe_core::integration::{Capabilities, Dedupe, Integration, IntegrationId};
use callscribe_core::phone::PhoneRequest;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};

use crate::check;
use crate::crm::Crm;
use crate::first_failure;
use crate::sample::{ANN, BEGIN, FIND, call_id, integration, line, whole, with_tasks};
use crate::shell::{Shell, Step};

/// The one line of most cases.
pub const LINE: &str = "rc:1/101";
/// The one integration of most cases.
pub const CRM: &str = "crm";

/// How a scripted request goes.
#[derive(Debug, Clone)]
pub enum Script {
    /// It is carried out, but the answer is lost.
    AnswerLost,
    /// It does not get there, and nobody knows.
    RequestLost,
    /// It fails like this, with nothing done.
    Fails(CrmError),
    /// It is answered like this, with nothing done.
    Says(CrmReply),
    /// It stays under way until [`Rig::arrive`].
    Hangs,
}

/// A worker with its store, its CRMs and a clock.
#[derive(Debug)]
pub struct Rig {
    /// The worker.
    pub shell: Shell,
    /// What time it is.
    pub now: Millis,
    /// The CRMs.
    pub crms: BTreeMap<IntegrationId, Crm>,
    /// What was asked, oldest first.
    pub asked: Vec<(String, Asked)>,
    /// Whether each look-up of a number passed the caches by, oldest first.
    pub fresh: Vec<bool>,
    /// When the phone was asked for a recording.
    pub recordings_asked: Vec<Millis>,
    tickets: Vec<Ticket>,
    /// What lines were asked, oldest first.
    pub phoned: Vec<PhoneRequest>,
    /// What was shown by itself, oldest first.
    pub shown: Vec<Show>,
    /// The worker lives long enough to say that reminders were shown.
    pub says_what_it_showed: bool,
    script: Vec<(Asked, Script)>,
    hanging: Vec<Effect>,
    written: usize,
}

impl Default for Rig {
    fn default() -> Self {
        Self::new()
    }
}

impl Rig {
    /// One line, and one CRM with a look-up that logs by itself and knows Ann.
    pub fn new() -> Self {
        Self::with(FIND)
    }

    /// The same with a CRM that keeps doubles away like this.
    pub fn with(dedupe: Dedupe) -> Self {
        Self::with_integration(integration(CRM, dedupe))
    }

    /// The same with a CRM whose records cannot be changed.
    pub fn without_update(dedupe: Dedupe) -> Self {
        let fixed = integration(CRM, dedupe);
        let capabilities = Capabilities { update: false, ..fixed.capabilities };
        Self::with_integration(Integration { capabilities, ..fixed })
    }

    /// The same with a CRM in which follow-ups become tasks.
    pub fn with_tasks(dedupe: Dedupe) -> Self {
        Self::with_integration(with_tasks(integration(CRM, dedupe)))
    }

    fn with_integration(integration: Integration) -> Self {
        let mut rig = Self::bare();
        rig.command(Command::AddAccount(Box::new(line(LINE))));
        rig.connect(integration);
        rig.crm().add(ANN, "Ann");
        rig
    }

    /// One line, and an address book that logs by itself and knows nobody.
    pub fn with_book() -> Self {
        let mut rig = Self::bare();
        rig.command(Command::AddAccount(Box::new(line(LINE))));
        rig.connect(Integration::address_book(IntegrationId::address_book(), "Book", rig.now - HOUR, false));
        rig
    }

    /// Nothing yet.
    pub fn bare() -> Self {
        first_failure::ends_the_run_if_wanted();
        Self {
            shell: Shell::new(BEGIN),
            now: BEGIN,
            crms: BTreeMap::new(),
            asked: Vec::new(),
            fresh: Vec::new(),
            recordings_asked: Vec::new(),
            tickets: Vec::new(),
            phoned: Vec::new(),
            shown: Vec::new(),
            says_what_it_showed: true,
            script: Vec::new(),
            hanging: Vec::new(),
            written: 0,
        }
    }

    /// Adds an integration, with an empty CRM behind it unless there is one.
    pub fn connect(&mut self, integration: Integration) {
        let dedupe = integration.capabilities.dedupe;
        self.crms.entry(integration.id.clone()).or_insert_with(|| Crm::new(dedupe));
        self.command(Command::AddIntegration(Box::new(integration)));
    }

    /// The CRM of most cases.
    pub fn crm(&mut self) -> &mut Crm {
        self.crm_of(CRM)
    }

    /// A CRM.
    ///
    /// # Panics
    /// When it was not connected.
    pub fn crm_of(&mut self, name: &str) -> &mut Crm {
        self.crms.get_mut(&IntegrationId::new(name)).expect("a connected CRM")
    }

    /// Tells the engine something and does all that follows at this instant.
    pub fn tell(&mut self, input: Input) {
        self.shell.tell(input, self.now);
        self.run();
    }

    /// The phone tells of a call.
    pub fn phone(&mut self, event: CallEvent) {
        self.tell(Input::Call(event));
    }

    /// An answered call of a minute from Ann that ends now, called `a`.
    pub fn call_ends(&mut self) {
        self.call_from(ANN, "a");
    }

    /// An answered call of a minute from a number that ends now.
    pub fn call_from(&mut self, number: &str, session: &str) {
        self.phone(whole(LINE, session, number, self.now - 65 * SECOND));
    }

    /// A command past the desk.
    pub fn command(&mut self, command: Command) {
        self.tell(Input::Command(command));
    }

    /// A command by the desk; says why it was refused, if it was.
    pub fn desk(&mut self, command: Command) -> Option<RefusalKind> {
        self.written += 1;
        let key = format!("{:014}-{}", self.now, self.written);
        self.shell.put(&DeskRow { key: format!("command/{key}"), item: DeskItem::Command(command) });
        self.tell(Input::Desk);
        let receipts = check::all::<DeskRow>(&self.shell.store).into_iter().filter(|row| row.key == format!("receipt/{key}"));
        receipts.into_iter().find_map(|row| match row.item {
            DeskItem::Receipt(refusal) => Some(refusal.why),
            _ => None,
        })
    }

    /// Text typed into the note of a call in one window that last saw `base`; it lies on the desk.
    pub fn types(&mut self, session: &str, window: &str, base: &str, text: &str) {
        let draft = NoteDraft { call: call_id(LINE, session), text: text.into(), base: base.into() };
        let key = format!("draft/{}/{window}", draft.call.key());
        self.shell.put(&DeskRow { key, item: DeskItem::Draft(draft) });
    }

    /// Text typed into the note of a call, and taken.
    pub fn notes(&mut self, session: &str, text: &str) {
        self.types(session, "w", "", text);
        self.tell(Input::Desk);
    }

    /// The next request of this kind goes so.
    pub fn next(&mut self, asked: Asked, script: Script) {
        self.script.push((asked, script));
    }

    /// The next request of this kind fails, with nothing done.
    pub fn fails(&mut self, asked: Asked, kind: ErrorKind) {
        let problem = match kind {
            ErrorKind::Auth => Problem::SignedOut,
            ErrorKind::RateLimited { .. } => Problem::TooMany,
            ErrorKind::Refused => Problem::Refused,
            ErrorKind::Gone => Problem::Gone,
            ErrorKind::Offline => Problem::Unreachable,
            ErrorKind::Ambiguous | ErrorKind::Unprovable => Problem::NoAnswer,
        };
        self.next(asked, Script::Fails(CrmError::new(kind, problem)));
    }

    /// What hangs reaches the CRM after all and is answered.
    pub fn arrive(&mut self) {
        for effect in std::mem::take(&mut self.hanging) {
            self.carry_out(effect, None);
        }
        self.run();
    }

    /// The worker dies at once and starts again; what is under way may still arrive.
    pub fn dies_with_requests_under_way(&mut self) {
        self.shell.restart(self.now);
        self.run();
    }

    /// The worker dies at once and starts again; nothing under way is answered any more.
    pub fn crash(&mut self) {
        self.hanging.clear();
        self.shell.restart(self.now);
        self.run();
    }

    /// Time passes, with every alarm on the way.
    pub fn wait(&mut self, time: Millis) {
        let until = self.now + time;
        let mut alarms = 0;
        while let Some(alarm) = self.shell.alarm.filter(|at| *at <= until) {
            assert!(alarm > self.now || self.now == until, "an alarm that is over: {alarm} at {}", self.now);
            alarms += 1;
            assert!(!is_endless(alarms, 3_000), "the alarm rings without end");
            self.now = alarm.max(self.now + 1);
            self.shell.ring(self.now);
            self.run();
        }
        self.now = until;
    }

    /// What the answer to the last question of this kind about a call, in the CRM of most cases, carries back.
    ///
    /// # Panics
    /// When nothing of the kind was asked.
    pub fn ticket(&self, session: &str, asked: Asked) -> Ticket {
        let left = self.tickets.iter().rev().find(|t| t.about == About::Entry(key(session, CRM)) && t.asked == asked);
        left.cloned().expect("it was asked")
    }

    /// Everything that can be done at this instant.
    pub fn run(&mut self) {
        for steps in 0.. {
            assert!(!is_endless(steps, 25_000), "the engine does not come to rest");
            match self.shell.step(self.now) {
                None => return,
                Some(Step::Started(effect)) => {
                    if let Effect::Phone(_, request) = &effect {
                        self.phoned.push(request.clone());
                    }
                    if let Effect::Show(what) = &effect {
                        self.shown.push(what.clone());
                    }
                    if let (Effect::Show(Show::Reminders(reminders)), true) = (&effect, self.says_what_it_showed) {
                        self.shell.tell(Input::Reminded(reminders.clone()), self.now);
                    }
                    if let Effect::Phone(_, PhoneRequest::Recording { .. }) = &effect {
                        self.recordings_asked.push(self.now);
                    }
                    let Effect::Crm { ticket, integration, request } = &effect else { continue };
                    if let CrmRequest::FindContacts { fresh, .. } = request {
                        self.fresh.push(*fresh);
                    }
                    self.asked.push((integration.id.as_str().into(), ticket.asked));
                    self.tickets.push(ticket.clone());
                    let scripted = self.script.iter().position(|(asked, _)| *asked == ticket.asked);
                    let script = scripted.map(|place| self.script.remove(place).1);
                    self.carry_out(effect, script);
                }
                Some(_) => {}
            }
        }
    }

    fn carry_out(&mut self, effect: Effect, script: Option<Script>) {
        let Effect::Crm { ticket, integration, request } = &effect else { return };
        let now = self.now;
        let unknown = || CrmError::new(if request.is_write() { ErrorKind::Ambiguous } else { ErrorKind::Offline }, Problem::NoAnswer);
        let crm = self.crms.get_mut(&integration.id).expect("a connected CRM");
        let result = match script {
            None => crm.act(request, now),
            Some(Script::AnswerLost) => crm.act(request, now).and(Err(unknown())),
            Some(Script::RequestLost) => Err(unknown()),
            Some(Script::Fails(error)) => Err(error),
            Some(Script::Says(reply)) => Ok(reply),
            Some(Script::Hangs) => return self.hanging.push(effect),
        };
        self.shell.tell(Input::Outcome(ticket.clone(), result), now);
    }

    /// A stored call.
    ///
    /// # Panics
    /// When there is none.
    pub fn case(&self, session: &str) -> Case {
        check::case(&self.shell.store, &call_id(LINE, session)).expect("a stored call")
    }

    /// The entry of call `a` in the CRM of most cases, in words.
    pub fn entry(&self) -> String {
        self.entry_of("a", CRM)
    }

    /// An entry, in words: its status, and its conflict.
    pub fn entry_of(&self, session: &str, crm: &str) -> String {
        word(&self.stored_entry(session, crm).status)
    }

    /// An entry.
    ///
    /// # Panics
    /// When there is none.
    pub fn stored_entry(&self, session: &str, crm: &str) -> LogEntry {
        self.case(session).entry(&IntegrationId::new(crm)).expect("a stored entry").clone()
    }

    /// How often something was asked.
    pub fn times(&self, asked: Asked) -> usize {
        self.asked.iter().filter(|(_, a)| *a == asked).count()
    }

    /// How many records all CRMs hold.
    pub fn records(&self) -> usize {
        self.crms.values().map(|crm| crm.records.iter().filter(|r| !r.deleted).count()).sum()
    }

    /// What the `n`-th record of the CRM of most cases says.
    pub fn said(&self, n: usize) -> &str {
        self.crms.get(&IntegrationId::new(CRM)).and_then(|crm| crm.records.get(n)).map_or("", |record| &record.note)
    }

    /// A person solves the conflict of a call in the CRM of most cases.
    pub fn resolve(&mut self, session: &str, resolution: Resolution) -> Option<RefusalKind> {
        self.desk(Command::Resolve { key: key(session, CRM), resolution, same_number: false })
    }

    /// Save of the log form for Ann, without a note.
    pub fn saves(&mut self, session: &str) -> Option<RefusalKind> {
        let contact = self.crm().having(ANN).first().cloned().unwrap_or_default();
        self.desk(Command::Log { call: call_id(LINE, session), entries: vec![to(CRM, contact)], note: None, base: String::new() })
    }
}

/// Whether something goes on for longer than any case needs; once one did, the others are given up sooner.
fn is_endless(count: u32, most: u32) -> bool {
    static SEEN: AtomicBool = AtomicBool::new(false);
    let endless = count > if SEEN.load(Ordering::Relaxed) { most / 50 } else { most };
    if endless {
        SEEN.store(true, Ordering::Relaxed);
    }
    endless
}

/// The key of an entry.
pub fn key(session: &str, crm: &str) -> LogKey {
    LogKey { call: call_id(LINE, session), integration: IntegrationId::new(crm) }
}

/// A choice of the form.
pub fn to(crm: &str, contact: Contact) -> LogChoice {
    LogChoice {
        integration: IntegrationId::new(crm),
        contact: ContactChoice::Known(Box::new(contact)),
        association: None,
        answers: callscribe_core::order::OrdMap::new(),
    }
}

/// The id of a call on the line of most cases.
pub fn id(session: &str) -> CallId {
    call_id(LINE, session)
}

/// A record by its id.
pub fn record(id: &str) -> RecordRef {
    RecordRef { id: id.into(), url: None }
}

/// A status in words: `Logged`, `Unresolved NoContact`, `Excluded Internal`.
pub fn word(status: &LogStatus) -> String {
    let text = format!("{status:?}");
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let first = words.next().unwrap_or_default();
    match first {
        "Unresolved" | "Excluded" => format!("{first} {}", words.next().unwrap_or_default()),
        _ => first.to_owned(),
    }
}

/// A pause longer than any doubt about a write.
pub const SETTLED: Millis = 5 * MINUTE;
