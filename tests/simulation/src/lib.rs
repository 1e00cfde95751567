//! Proves the engine: a rig for cases of three lines, and seeded worlds that count from their own books.

pub mod check;
pub mod crm;
pub mod random;
pub mod rig;
pub mod sample;
pub mod shell;
pub mod world;
pub mod worlds;
