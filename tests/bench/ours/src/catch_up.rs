//! A run of catch-up through the product's engine and driver, with a CRM that answers at once: all that is written, and no network.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use callscribe_browser::idb::Writer;
use callscribe_browser::runtime::random_id;
use callscribe_core::account::{AccountKind, PhoneAccount};
use callscribe_core::call::{AccountId, CallEvent, CallResult, Direction, Fact, Facts, Source};
use callscribe_core::choices::Choices;
use callscribe_core::command::Command;
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmReply, CrmRequest, RecordRef};
use callscribe_core::engine::{Action, CatchUpPhase, Effect, Engine, Event, Input, Key, Rows};
use callscribe_core::entry::{LogEntry, LogStatus};
use callscribe_core::integration::{Capabilities, Dedupe, Direct, Integration, IntegrationId, IntegrationKind, SignIn, Vendor};
use callscribe_core::number;
use callscribe_core::phone::LineEvent;
use callscribe_core::store::{Query, Row, SCHEMA, Store, StoreError, decode};
use callscribe_core::time::{Clock, HOUR, MINUTE, Millis, SECOND, Zones};
use wasm_bindgen::prelude::*;

use crate::{Outcome, REGION};

const BEGIN: Millis = 1_795_000_000_000;
const LINE: &str = "ast:bench/PJSIP/100";
/// Alarms after which a run that is not over hangs.
const PATIENCE: usize = 100_000;

thread_local! {
    /// How many runs there were: each has calls and days of its own.
    static ROUND: Cell<u32> = const { Cell::new(0) };
    static PREPARED: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

/// Stores the calls of a time nobody watched, up to where catch-up waits for its first turn.
///
/// # Errors
/// When the store fails.
#[wasm_bindgen]
pub async fn prepare_catch_up(calls: u32) -> Outcome {
    let round = ROUND.get() + 1;
    ROUND.set(round);
    let begin = BEGIN + Millis::from(round) * 24 * HOUR;
    let mut worker = Worker::born(Writer::open(&random_id(), &SCHEMA).await.map_err(words)?, begin);
    let account = AccountId::new(LINE);
    worker.tell(Event::Rang).await?;
    worker.tell(command(Command::AddAccount(Box::new(line())))).await?;
    worker.tell(command(Command::AddIntegration(Box::new(crm())))).await?;
    let opened = || Event::Input(Input::Line(account.clone(), LineEvent::Opened { account: account.clone(), running: Vec::new() }));
    worker.tell(opened()).await?;
    worker.dies_and_returns(begin + 3 * HOUR);
    worker.tell(Event::Rang).await?;
    worker.tell(opened()).await?;
    let calls = (0..calls).map(|n| missed(round, n, begin + Millis::from(n + 2) * MINUTE)).collect();
    worker.tell(Event::Input(Input::Line(account.clone(), LineEvent::History { from: begin, calls }))).await?;
    PREPARED.set(Some(worker));
    Ok(())
}

/// Lets catch-up take all of them; answers how many transactions that took.
///
/// # Errors
/// When nothing was prepared, the store fails, or the run does not end.
#[wasm_bindgen]
pub async fn catch_up() -> Outcome<u32> {
    let mut worker = PREPARED.take().ok_or("nothing is prepared")?;
    let before = worker.commits;
    for _ in 0..PATIENCE {
        if worker.is_over() {
            let commits = worker.commits - before;
            PREPARED.set(Some(worker));
            return Ok(commits);
        }
        let alarm = worker.alarm.ok_or("nothing is due, and catch-up is not over")?;
        worker.now = alarm.max(worker.now + 1);
        worker.tell(Event::Rang).await?;
    }
    Err("catch-up does not end".into())
}

/// How many calls of the last run became Logged.
///
/// # Errors
/// When there was none, or the store fails.
#[wasm_bindgen]
pub async fn caught_up() -> Outcome<usize> {
    let worker = PREPARED.take().ok_or("nothing was caught up with")?;
    let entries = worker.writer.query(&Query::all(Store::Entries)).await.map_err(words)?;
    let own = session(ROUND.get(), "");
    let is_logged = |entry: LogEntry| matches!(entry.status, LogStatus::Logged(_)) && entry.key.call.session.starts_with(&own);
    Ok(entries.iter().filter(|row| decode(row).is_ok_and(is_logged)).count())
}

/// The service worker's loop, without the rest of the worker; its clock stands while it works.
struct Worker {
    engine: Engine,
    writer: Writer,
    zones: Zones,
    born: Millis,
    now: Millis,
    alarm: Option<Millis>,
    commits: u32,
    inbox: VecDeque<Event>,
}

impl Worker {
    fn born(writer: Writer, at: Millis) -> Self {
        let (engine, zones) = (Engine::default(), Zones::default());
        Self { engine, writer, zones, born: at, now: at, alarm: None, commits: 0, inbox: VecDeque::new() }
    }

    fn dies_and_returns(&mut self, at: Millis) {
        (self.engine, self.born, self.now) = (Engine::default(), at, at);
    }

    fn is_over(&self) -> bool {
        let working = self.engine.working();
        working.open.is_empty() && working.catch_up().is_some_and(|run| run.phase == CatchUpPhase::Over)
    }

    /// Takes an event and does all that comes of it at this instant.
    async fn tell(&mut self, event: Event) -> Outcome {
        self.inbox.push_back(event);
        while let Some(event) = self.inbox.pop_front() {
            self.handle(event);
            while let Some(action) = self.engine.poll() {
                self.act(action).await?;
            }
        }
        Ok(())
    }

    fn handle(&mut self, event: Event) {
        let clock = Clock { wall: self.now, life: self.now - self.born, zones: &self.zones };
        self.engine.handle(event, &clock);
    }

    async fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Load(keys) => {
                let rows = self.load(&keys).await;
                self.handle(Event::Loaded(rows));
            }
            Action::Commit(batch, durability) => {
                self.commits += 1;
                let result = self.writer.commit(&batch, durability).await;
                self.handle(Event::Committed(result));
            }
            Action::Start(Effect::Crm { ticket, request, .. }) => {
                self.inbox.push_back(Event::Input(Input::Outcome(ticket, Ok(answer(&request)))));
            }
            Action::Alarm(at) => self.alarm = at,
            Action::Trouble(error) => return Err(words(error)),
            Action::Start(_) | Action::Announce(_) => {}
        }
        Ok(())
    }

    async fn load(&self, keys: &[Key]) -> Result<Rows, StoreError> {
        let asked: Vec<Vec<Query>> = keys.iter().map(Key::queries).collect();
        let mut answers = self.writer.read(&asked.concat()).await?.into_iter();
        let rows = asked.iter().map(|queries| answers.by_ref().take(queries.len()).flatten().collect::<Vec<Row>>());
        Ok(keys.iter().cloned().zip(rows).collect())
    }
}

/// A CRM in which everybody is known, and no record is there yet.
fn answer(request: &CrmRequest) -> CrmReply {
    match request {
        CrmRequest::FindContacts { number, .. } => {
            CrmReply::Contacts(vec![Contact { id: number.key.clone(), name: "Ann Alvarez".into(), ..Contact::default() }])
        }
        CrmRequest::CreateLog(draft) => CrmReply::LogCreated(RecordRef { id: draft.key.0.clone(), url: None }),
        _ => CrmReply::Logs(Vec::new()),
    }
}

fn line() -> PhoneAccount {
    let kind = AccountKind::Asterisk {
        url: "http://pbx.example:8088".into(),
        user: "agent".into(),
        endpoint: "PJSIP/100".into(),
        app: "callscribe".into(),
    };
    PhoneAccount { history: true, ..PhoneAccount::new(AccountId::new(LINE), kind, "PBX", BEGIN) }
}

/// One in which the same key twice is one record, so that a record is matched, claimed and made with no look before.
fn crm() -> Integration {
    let capabilities = Capabilities {
        dedupe: Dedupe::Upsert,
        create_contact: true,
        search_by_name: true,
        update: true,
        move_record: false,
        follow_ups: None,
    };
    let server = "https://crm.example".to_owned();
    let vendor = Vendor::Odoo { database: String::new(), phonecalls: false };
    Integration {
        id: IntegrationId::new("crm"),
        kind: IntegrationKind::Direct(Direct { vendor, url: server.clone(), pages: server, user: String::new() }),
        name: "CRM".into(),
        added_at: BEGIN - HOUR,
        automatic_since: Some(BEGIN - HOUR),
        sign_in: SignIn::Works,
        capabilities,
        paused_until: None,
        choices: Choices::default(),
        removed: false,
    }
}

/// An answered call of a minute, as the history tells it.
fn missed(round: u32, n: u32, ended: Millis) -> CallEvent {
    let facts = Facts {
        direction: fact(Direction::Inbound),
        other: fact(number::parse(&format!("+1415555{}", 2_000 + n), REGION)),
        started: fact(ended - 65 * SECOND),
        answered: fact(ended - 60 * SECOND),
        ended: fact(ended),
        result: fact(CallResult::Answered),
        ..Facts::default()
    };
    CallEvent { account: AccountId::new(LINE), session: session(round, &n.to_string()), aliases: Vec::new(), facts }
}

fn session(round: u32, call: &str) -> String {
    format!("m{round}-{call}")
}

fn fact<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::History, seq: 1, value })
}

fn command(command: Command) -> Event {
    Event::Input(Input::Command(command))
}

fn words(error: StoreError) -> String {
    error.to_string()
}
