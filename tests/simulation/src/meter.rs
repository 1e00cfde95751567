//! Counts what passes through the engine of a world, and the time that engine and store take for it.

use std::time::Duration;

use callscribe_core::engine::Input;

/// What passed through one engine.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    /// Inputs from outside: calls, lines, answers, decisions, the word that something lies on the desk.
    pub events: u64,
    /// Those inputs as JSON, one behind the other, and what lay on the desk.
    pub bytes: Vec<u8>,
    /// Time in the engine and in its store; the world around them, and its checks, are left out.
    pub spent: Duration,
}

impl Meter {
    /// Counts an input.
    pub fn took(&mut self, input: &Input) {
        self.events += 1;
        // Nothing can fail that writes into memory.
        serde_json::to_writer(&mut self.bytes, input).unwrap_or_default();
    }

    /// Counts what a screen put on the desk; the input that makes the engine look there is told besides.
    pub fn found(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Adds another's.
    pub fn add(&mut self, other: Self) {
        self.events += other.events;
        self.bytes.extend(other.bytes);
        self.spent += other.spent;
    }
}
