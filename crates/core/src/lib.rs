//! Calls, entries, rules and the engine: pure, without I/O, clock or randomness.
