//! Typed bindings to what the browser offers: chrome.*, IndexedDB, fetch, WebSocket, clock and zones. Knows nothing of calls.
