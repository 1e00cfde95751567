//! Access to a host: asked for only in the tab, because the browser's prompt closes a popup.

use callscribe_browser::permissions;
use callscribe_core::views::address::Address;

/// Whether the host may be reached; asks the person where that is still open.
pub async fn allowed(address: &Address) -> bool {
    let origins = [address.pattern.clone()];
    match permissions::granted(&origins).await {
        Ok(true) => true,
        _ => permissions::request(&origins).await.unwrap_or(false),
    }
}
