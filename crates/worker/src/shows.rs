//! What is shown by itself: the log form after a call (I2), pages of contacts (I8), that logging stands still (I11).
//! Where the browser opens no popup, a notification does.

use callscribe_browser::notifications::{self, Notification};
use callscribe_browser::{action, runtime, tabs};
use callscribe_core::call::CallId;
use callscribe_core::engine::{Reminder, Show};
use callscribe_core::entry::LogKey;
use callscribe_core::rules::{self, Standstill};
use serde::Serialize;

/// Before the call in the name of a notification that stands for its form.
const FORM: &str = "form/";
/// Before the name of a standstill in that of its notification.
const STANDSTILL: &str = "standstill/";
/// Before the entry in the name of a notification that asks whose page to open.
const WHOSE: &str = "whose/";

/// Before the follow-up in the name of its reminder; alone where there are several.
const REMINDER: &str = "reminder/";

/// The screens the worker leads to, as they read it from their address.
#[derive(Serialize)]
enum Screen {
    Settings,
    Log(CallId),
    Whose(LogKey),
    FollowUps,
    FollowUp(FollowUpOf),
}

/// What a follow-up's form is about.
#[derive(Serialize)]
enum FollowUpOf {
    Known(String),
}

/// Shows it. What the browser does not let be shown stands on a screen all the same.
pub async fn show(what: Show) {
    match what {
        Show::Form { call, who } => {
            let name = format!("{FORM}{}", call.key());
            if action::open_popup_at(&Screen::Log(call)).await.is_err() {
                notify(&name, &runtime::message("form_waits_title", &[&who]), &runtime::message("form_waits_message", &[])).await;
            }
        }
        Show::Pages(pages) => {
            for page in pages.iter().filter(|page| rules::is_open_link(page)) {
                // Without a window there is nothing to open it in.
                let _ = tabs::open(page).await;
            }
        }
        Show::Whose { key, names } => {
            let title = runtime::message("whose_title", &[&names.len().to_string()]);
            notify(&format!("{WHOSE}{}", key.key()), &title, &names.join(", ")).await;
        }
        Show::Standstill { what, name, waiting } => {
            let title = runtime::message(title_of(&what), &[&name]);
            let waits = match waiting {
                0 => "waiting_none",
                1 => "waiting_one",
                _ => "waiting_many",
            };
            let message = match what {
                Standstill::NotWatched(_) => runtime::message("unwatched_message", &[]),
                _ => runtime::message(waits, &[&waiting.to_string()]),
            };
            notify(&format!("{STANDSTILL}{}", what.key()), &title, &message).await;
        }
        Show::Reminders(reminders) => remind(&reminders).await,
        // One that was closed is gone already.
        Show::GoesOn(what) => notifications::clear(&format!("{STANDSTILL}{}", what.key())).await.unwrap_or_default(),
    }
}

/// A notification was clicked: the popup opens at what it stands for, else a tab.
pub async fn clicked(notification: &str) {
    let form = notification.strip_prefix(FORM).and_then(CallId::from_key).map(Screen::Log);
    let whose = || notification.strip_prefix(WHOSE).and_then(LogKey::from_key).map(Screen::Whose);
    let settings = || notification.starts_with(STANDSTILL).then_some(Screen::Settings);
    let reminder = || {
        notification.strip_prefix(REMINDER).map(|id| match id {
            "" => Screen::FollowUps,
            id => Screen::FollowUp(FollowUpOf::Known(id.to_owned())),
        })
    };
    let Some(place) = form.or_else(whose).or_else(settings).or_else(reminder) else { return };
    notifications::clear(notification).await.unwrap_or_default();
    if action::open_popup_at(&place).await.is_err()
        && let Ok(page) = runtime::page_at("app.html", &place)
    {
        // Without a window there is nothing to open it in.
        let _ = tabs::open(&page).await;
    }
}

/// One for each time: a click leads to the follow-up, or to all that are due.
async fn remind(reminders: &[Reminder]) {
    let message = |one: &Reminder| if one.who.is_empty() { one.subject.clone() } else { format!("{} · {}", one.subject, one.who) };
    match reminders {
        [one] => notify(&format!("{REMINDER}{}", one.id), &one.subject, &one.who).await,
        several => {
            let title = runtime::message("reminders_title", &[&several.len().to_string()]);
            notify(REMINDER, &title, &several.iter().map(message).collect::<Vec<_>>().join("\n")).await;
        }
    }
}

fn title_of(what: &Standstill) -> &'static str {
    match what {
        Standstill::SignedOut(_) => "signed_out_title",
        Standstill::Down(_) => "down_title",
        Standstill::NotWatched(_) => "unwatched_title",
    }
}

async fn notify(name: &str, title: &str, message: &str) {
    // Where the system shows no notifications, the screens say it.
    notifications::show(name, &Notification { title, message, buttons: &[], stays: false }).await.unwrap_or_default();
}
