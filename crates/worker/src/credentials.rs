//! Credentials: tokens, keys and passwords, by the integration or phone account they belong to. They go into requests and nowhere else.
//!
//! All we have today is personal (an App Connect token signs in for weeks, an ARI password for ever), so all of it has to survive the
//! browser's restart. Nothing but the worker reads them, and no content script or sandboxed page can.

use callscribe_browser::js::BrowserError;
use callscribe_browser::storage::Area;

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

/// Forgets a credential.
pub async fn forget(owner: &str) -> Result<(), BrowserError> {
    Area::Local.remove(&key(owner)).await
}

fn key(owner: &str) -> String {
    format!("credential/{owner}")
}
