//! What the engine does by the rules, case by case; each case names its rule.

mod acts;
mod automatic;
mod by_hand;
mod cancelled;
mod catch_up;
mod choices;
mod conflicts;
mod content;
mod data;
mod delayed;
mod digest;
mod forms;
mod integrations;
mod lines;
mod log_once;
mod loop_of_the_engine;
mod names;
mod notes;
mod once;
mod pops;
mod recordings;
mod restored;
mod settings;
mod standstill;
mod sync;
mod unreadable;
