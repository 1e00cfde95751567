//! What is shown by itself: the log form after a call (I2). Where the browser opens no popup, a notification does.

use callscribe_browser::notifications::{self, Notification};
use callscribe_browser::{action, runtime, tabs};
use callscribe_core::call::CallId;
use callscribe_core::engine::Show;
use serde::Serialize;

/// Before the call in the name of a notification that stands for its form.
const FORM: &str = "form/";

/// The screens the worker leads to, as they read it from their address.
#[derive(Serialize)]
enum Screen<'a> {
    Log(&'a CallId),
}

/// Shows it. What the browser does not let be shown stands on a screen all the same.
pub async fn show(what: Show) {
    match what {
        Show::Form { call, who } => form(&call, &who).await,
    }
}

/// A notification was clicked.
pub async fn clicked(notification: &str) {
    let Some(call) = notification.strip_prefix(FORM).and_then(CallId::from_key) else { return };
    notifications::clear(notification).await.unwrap_or_default();
    let place = Screen::Log(&call);
    if action::open_popup_at(&place).await.is_err()
        && let Ok(page) = runtime::page_at("app.html", &place)
    {
        // Without a window there is nothing to open it in.
        let _ = tabs::open(&page).await;
    }
}

async fn form(call: &CallId, who: &str) {
    if action::open_popup_at(&Screen::Log(call)).await.is_err() {
        let title = runtime::message("form_waits_title", &[who]);
        let message = runtime::message("form_waits_message", &[]);
        let said = Notification { title: &title, message: &message, buttons: &[], stays: false };
        notifications::show(&format!("{FORM}{}", call.key()), &said).await.unwrap_or_default();
    }
}
