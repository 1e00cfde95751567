//! What follows from a commit for those outside: news for the screens, the number on the icon, credentials nobody needs any more.

use std::cell::Cell;

use callscribe_browser::action;
use callscribe_browser::channel::Channel;
use callscribe_browser::js::BrowserError;
use callscribe_core::engine::{Revision, Working};
use callscribe_core::integration::IntegrationId;
use callscribe_core::question::{NEWS_CHANNEL, News};
use callscribe_core::store::StoreError;
use callscribe_core::views::tasks;
use wasm_bindgen_futures::spawn_local;

use crate::credentials;

/// The badge's colour behind the number of unresolved entries.
const BADGE: &str = "#b3261e";

/// What was said and shown last.
pub struct Outlook {
    news: Channel,
    badge: Cell<Option<u64>>,
    removed: Cell<usize>,
}

impl Outlook {
    /// Nothing has been said in this life.
    pub fn new() -> Result<Self, BrowserError> {
        Ok(Self { news: Channel::speaker(NEWS_CHANNEL)?, badge: Cell::default(), removed: Cell::default() })
    }

    /// The store can be opened.
    pub fn ready(&self) {
        self.say(&News::Ready);
    }

    /// The store failed.
    pub fn trouble(&self, error: StoreError) {
        self.say(&News::Trouble(error));
    }

    /// Something was committed.
    pub fn committed(&self, revision: Revision, working: &Working) {
        self.say(&News::Revision(revision));
        self.forget_removed(working);
    }

    /// F1: how many entries and follow-ups are unresolved, on the toolbar icon.
    pub fn show_badge(&self, working: &Working) {
        let asking = tasks::unresolved(working.follow_ups.values(), |id| working.integrations.get(id));
        let unresolved = working.counters.unresolved + asking.len() as u64;
        if self.badge.replace(Some(unresolved)) != Some(unresolved) {
            let text = match unresolved {
                0 => String::new(),
                1..=999 => unresolved.to_string(),
                _ => "999+".into(),
            };
            spawn_local(async move { action::badge(&text, BADGE).await.unwrap_or_default() });
        }
    }

    /// Nobody has to listen, and what was missed is read from the store.
    fn say(&self, news: &News) {
        self.news.say(&news.text()).unwrap_or_default();
    }

    /// What signed in to an integration that was taken away has no place here any more.
    fn forget_removed(&self, working: &Working) {
        let removed: Vec<IntegrationId> = working.integrations.values().filter(|i| i.removed).map(|i| i.id.clone()).collect();
        if self.removed.replace(removed.len()) < removed.len() {
            spawn_local(async move {
                for id in removed {
                    credentials::forget(id.as_str()).await.unwrap_or_default();
                }
            });
        }
    }
}
