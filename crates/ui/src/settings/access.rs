//! Access to a host: asked for only in the tab, because the browser's prompt closes a popup.

use callscribe_browser::permissions;
use callscribe_core::views::address::Address;

/// Whether the host may be reached; asks the person where that is still open.
pub async fn allowed(address: &Address) -> bool {
    all_allowed(std::slice::from_ref(address)).await
}

/// Whether all of these may be reached. One prompt asks for all that is open: a second one would lack the click.
pub async fn all_allowed(addresses: &[Address]) -> bool {
    let origins: Vec<String> = addresses.iter().map(|address| address.pattern.clone()).collect();
    match permissions::granted(&origins).await {
        Ok(true) => true,
        _ => permissions::request(&origins).await.unwrap_or(false),
    }
}
