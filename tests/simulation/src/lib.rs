//! Proves the engine: a rig for cases of three lines, and seeded worlds that count from their own books.

pub mod check;
pub mod crm;
pub mod first_failure;
pub mod meter;
pub mod random;
pub mod rig;
pub mod sample;
pub mod shell;
pub mod world;
pub mod worlds;

/// Worlds allocate more than they compute: this is quicker than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
