//! Calls, entries, rules and the engine: pure, without I/O, clock or randomness.
//!
//! Start with [`engine`]: the loop, and the three pure things it is made of.

pub mod account;
pub mod audio;
pub mod backup;
pub mod book;
pub mod call;
pub mod case;
pub mod choices;
pub mod command;
pub mod contact;
pub mod crm;
pub mod desk;
pub mod engine;
pub mod entry;
pub mod follow_up;
pub mod hash;
pub mod integration;
pub mod json;
pub mod log_text;
pub mod number;
pub mod order;
pub mod own_text;
pub mod phone;
pub mod practice;
pub mod question;
pub mod rules;
pub mod safeguard;
pub mod settings;
pub mod store;
#[cfg(test)]
mod testing;
pub mod time;
pub mod views;
