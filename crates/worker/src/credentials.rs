//! Credentials: tokens, keys and passwords, by the integration or phone account they belong to. They go into requests and nowhere else.
//!
//! What is personal (an App Connect token signs in for weeks, an ARI password for ever, a refresh token for a week) has to survive the
//! browser's restart; a token that ends within hours is kept in memory only. Nothing but the worker reads them, and no content script or
//! sandboxed page can.

use callscribe_browser::js::BrowserError;
use callscribe_browser::storage::Area;
use callscribe_core::time::Millis;
use serde::{Deserialize, Serialize};

/// A token that ends soon.
#[derive(Serialize, Deserialize)]
pub struct Access {
    pub token: String,
    /// From then on another one is due.
    pub until: Millis,
}

/// What belongs to `owner`, an integration's or an account's id; unreadable is the same as none.
pub async fn of(owner: &str) -> Option<String> {
    Area::Local.get(&key(owner)).await.ok().flatten()
}

/// Keeps the credential of a new sign-in.
pub async fn keep(owner: &str, secret: &str) -> Result<(), BrowserError> {
    Area::Local.set(&key(owner), &secret).await
}

/// Replaces a credential that the server renewed; one that was forgotten or replaced meanwhile stays as it is.
pub async fn renew(owner: &str, old: &str, new: &str) -> Result<(), BrowserError> {
    if of(owner).await.as_deref() == Some(old) { keep(owner, new).await } else { Ok(()) }
}

/// Forgets a credential, and the short-lived token it brought.
pub async fn forget(owner: &str) -> Result<(), BrowserError> {
    forget_access(owner).await;
    Area::Local.remove(&key(owner)).await
}

/// The short-lived token of `owner`; unreadable is the same as none.
pub async fn access(owner: &str) -> Option<Access> {
    Area::Session.get(&access_key(owner)).await.ok().flatten()
}

/// Keeps a short-lived token until the browser ends.
pub async fn keep_access(owner: &str, access: &Access) -> Result<(), BrowserError> {
    Area::Session.set(&access_key(owner), access).await
}

/// Forgets a short-lived token, so that a new one is asked for.
pub async fn forget_access(owner: &str) {
    // One that stays ends by itself.
    Area::Session.remove(&access_key(owner)).await.unwrap_or_default();
}

fn key(owner: &str) -> String {
    format!("credential/{owner}")
}

fn access_key(owner: &str) -> String {
    format!("access/{owner}")
}
