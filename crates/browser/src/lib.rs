//! Typed bindings to what the browser offers: chrome.*, IndexedDB, fetch, WebSocket, clock and zones. Knows nothing of calls.
//!
//! Worker: [`event`], [`http`], [`socket`], [`clock`], [`alarms`], [`locks`], [`storage`], [`notifications`], [`action`].
//! Screens: [`permissions`], [`space`]. Both: [`idb`], [`messages`], [`channel`], [`tabs`], [`runtime`], [`js`].

pub mod action;
pub mod alarms;
pub mod channel;
pub mod clock;
pub mod event;
pub mod http;
pub mod idb;
pub mod js;
pub mod locks;
pub mod messages;
pub mod notifications;
pub mod permissions;
pub mod runtime;
pub mod socket;
pub mod space;
pub mod storage;
pub mod tabs;
