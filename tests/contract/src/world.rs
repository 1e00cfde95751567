//! The server under test and its CRM, whose own database is what counts.

use std::env;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use callscribe_core::number::{PhoneNumber, parse};
use serde_json::{Value, json};

use crate::door::{Door, wait};

/// Faults are set for the whole CRM, so tests take turns.
static TURN: Mutex<()> = Mutex::new(());

/// The server, the CRM behind it, and the turn to use both.
pub struct World {
    /// The server's address, as a person types it.
    pub url: String,
    /// The only key `ledger` accepts.
    pub api_key: String,
    door: Door,
    _turn: MutexGuard<'static, ()>,
}

impl World {
    /// `None` where no server was started for the tests, which is an error if everything has to run.
    pub fn get() -> Option<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let names = ["APP_CONNECT_URL", "APP_CONNECT_CONTROL", "APP_CONNECT_KEY"];
        let values: Vec<String> = names.iter().filter_map(|name| env::var(name).ok()).collect();
        let Ok([url, control, api_key]) = <[String; 3]>::try_from(values) else {
            let reason = "no App Connect server: run `node tests/contract/run.mjs`";
            assert_ne!(env::var("REQUIRE_ALL").as_deref(), Ok("1"), "{reason}");
            eprintln!("skipped: {reason}");
            return None;
        };
        let world = Self { url, api_key, door: Door::new(control, "App Connect"), _turn: turn };
        world.control("release", json!([]));
        Some(world)
    }

    /// Calls a method of the control door that `tests/systems/app-connect.mjs` opens.
    pub fn control(&self, method: &str, args: Value) -> Value {
        self.door.call(method, args)
    }

    /// One platform's activities that carry this key, read from the CRM's own database.
    pub fn activities(&self, platform: &str, key: &str) -> Vec<Value> {
        let Value::Array(all) = self.control("activities", json!([platform])) else { panic!("no activities") };
        all.into_iter().filter(|activity| activity["sessionId"] == key).collect()
    }

    /// One platform's contacts of this name, read from the CRM's own database.
    pub fn contacts(&self, platform: &str, name: &str) -> Vec<Value> {
        let Value::Array(all) = self.control("contacts", json!([platform])) else { panic!("no contacts") };
        all.into_iter().filter(|contact| contact["name"] == name).collect()
    }

    /// Adds a contact behind the server's back; its id.
    pub fn add_contact(&self, platform: &str, name: &str, phone: &str) -> String {
        self.control("addContact", json!([{ "platform": platform, "name": name, "phone": phone }])).to_string()
    }

    /// Makes the CRM fail the next request of an operation, `before` or `after` it wrote.
    pub fn fail(&self, operation: &str, status: u16, when: &str, times: u32) {
        self.control("fail", json!([{ "operation": operation, "status": status, "when": when, "times": times }]));
    }

    /// Makes the CRM hold its answer to the next creates until [`World::release`].
    pub fn hold(&self, operation: &str, when: &str, times: u32) {
        self.control("hold", json!([{ "operation": operation, "when": when, "times": times }]));
    }

    /// Answers what is held, and forgets faults not used yet.
    pub fn release(&self) {
        self.control("release", json!([]));
    }

    /// Waits until so many requests are held.
    pub fn wait_held(&self, count: u64) {
        self.wait("requests being held", || self.control("held", json!([])) == count);
    }

    /// Waits for a fact, at most ten seconds.
    pub fn wait(&self, what: &str, is_so: impl FnMut() -> bool) {
        wait(what, is_so);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.release();
        }
    }
}

/// A name nobody used before, and a valid number nobody has.
pub fn unique(name: &str) -> (String, PhoneNumber) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let number = parse(&format!("+1 415 555 {:04}", 1_000 + count), "US");
    (format!("{name} {} {count}", std::process::id()), number)
}
