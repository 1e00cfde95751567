//! Signing in to an App Connect server on the CRM's own page, in a tab we open and watch. What is needed to finish lies in
//! `chrome.storage.session`, so the worker may die while the person types.

use std::cell::RefCell;

use callscribe_browser::storage::Area;
use callscribe_browser::{clock, runtime, tabs};
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::order::{OrdMap, OrdSet};
use callscribe_core::question::{QuestionError, Reply};
use callscribe_crm::app_connect::{self, OAuth, SignInWay};
use futures_channel::oneshot;
use serde::{Deserialize, Serialize};

use crate::drive::Worker;
use crate::questions::failed;
use crate::{crm, sign_in};

thread_local! {
    /// Screens of this life that wait for a tab's sign-in.
    static WAITING: RefCell<OrdMap<i32, oneshot::Sender<Reply>>> = RefCell::default();
    /// Tabs whose sign-in is being finished, or was: that they came back is told twice.
    static FINISHING: RefCell<OrdSet<i32>> = RefCell::default();
}

/// A sign-in under way, by the tab it happens in.
#[derive(Serialize, Deserialize)]
struct Pending {
    server_url: String,
    platform: String,
    hostname: String,
    redirect_uri: String,
    state: String,
    nonce: String,
}

impl Pending {
    /// As much as is needed to recognise where the tab comes back to.
    fn way(&self) -> OAuth {
        let (redirect_uri, state) = (self.redirect_uri.clone(), self.state.clone());
        OAuth { redirect_uri, state, auth_url: String::new(), client_id: String::new(), scope: String::new() }
    }
}

/// Opens the CRM's sign-in page and answers when it is over.
pub async fn start(worker: &'static Worker, server_url: String, platform: String, hostname: String) -> Reply {
    let offer = sign_in::offer(&server_url, &platform).await?;
    let hostname = sign_in::hostname(&offer, &hostname).to_owned();
    let SignInWay::OAuth(way) = offer.way else {
        return Err(CrmError::new(ErrorKind::Refused, Problem::WrongAddress).into());
    };
    let nonce = runtime::random_id().replace('-', "");
    let page = app_connect::authorize_url(&way, &nonce);
    let tab = tabs::open(&page).await.map_err(failed)?;
    let (tell, told) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.insert(tab.id, tell));
    let pending = Pending { server_url, platform, hostname, redirect_uri: way.redirect_uri, state: way.state, nonce };
    Area::Session.set(&key(tab.id), &pending).await.map_err(failed)?;
    // It may have come back, or been closed, before anybody knew what it is for.
    match tabs::address(tab.id).await {
        Ok(Some(url)) => tab_came_to(worker, tab.id, &url).await,
        Ok(None) => {}
        Err(_) => tab_was_closed(tab.id).await,
    }
    told.await.unwrap_or(Err(QuestionError::SignInCancelled))
}

/// A tab came to an address: the end of a sign-in, if it is the tab we opened and the page we wait for.
pub async fn tab_came_to(worker: &'static Worker, tab: i32, url: &str) {
    let Some(pending) = pending(tab).await.filter(|pending| app_connect::is_callback(&pending.way(), url)) else { return };
    if !FINISHING.with_borrow_mut(|finishing| finishing.insert(tab)) {
        return;
    }
    // A code is good for one use, so whatever comes of it the sign-in is over.
    Area::Session.remove(&key(tab)).await.unwrap_or_default();
    let reply = finish(worker, &pending, url).await;
    // The person may have closed it first.
    tabs::close(tab).await.unwrap_or_default();
    tell(tab, reply);
}

/// A tab was closed; if a sign-in happened in it, it did not succeed.
pub async fn tab_was_closed(tab: i32) {
    if pending(tab).await.is_some() {
        Area::Session.remove(&key(tab)).await.unwrap_or_default();
        tell(tab, Err(QuestionError::SignInCancelled));
    }
}

async fn finish(worker: &'static Worker, pending: &Pending, url: &str) -> Reply {
    let Pending { server_url, platform, hostname, nonce, .. } = pending;
    let offer = sign_in::offer(server_url, platform).await?;
    let request = app_connect::callback(&offer, &pending.way(), hostname, nonce, url)?;
    let now = clock::wall();
    let signed_in = app_connect::signed_in(&offer, crm::send(request, None).await, now)?;
    sign_in::add(worker, &offer, hostname, signed_in).await
}

fn tell(tab: i32, reply: Reply) {
    if let Some(waiting) = WAITING.with_borrow_mut(|waiting| waiting.remove(&tab)) {
        // A screen that was closed reads the outcome in the settings.
        waiting.send(reply).unwrap_or_default();
    }
}

async fn pending(tab: i32) -> Option<Pending> {
    Area::Session.get(&key(tab)).await.ok().flatten()
}

fn key(tab: i32) -> String {
    format!("sign-in/{tab}")
}
