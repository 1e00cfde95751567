//! All screens but the calls: a part of the wasm of its own, loaded once the first screen stands, or when one of them is gone to.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::parts::Skeleton;
use crate::screen::Screen;
use crate::text::t;
use crate::{activity, book, follow_ups, form, notes, settings, unresolved, welcome, whose, why};

/// Where the part is on its way here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Away,
    Coming,
    Here,
    Missing,
}

/// The screens that come later.
#[derive(Debug, Clone, Copy)]
pub struct Later(RwSignal<Part>);

impl Later {
    /// Not asked for yet.
    pub fn away() -> Self {
        Self(RwSignal::new(Part::Away))
    }

    /// Loads them when the page has nothing else to do: once, as a screen that stands is not drawn again.
    pub fn load_when_idle(self) {
        request_idle_callback(move || self.load());
    }

    fn load(self) {
        if self.0.get_untracked() != Part::Away {
            return;
        }
        self.0.set(Part::Coming);
        spawn_local(async move {
            let loaded = load_part().await;
            self.0.set(if loaded.is_ok() { Part::Here } else { Part::Missing });
        });
    }

    /// Draws a screen: at once if it is there.
    pub fn draw(self, screen: Screen) -> AnyView {
        self.load();
        if self.0.get() == Part::Coming {
            return view! { <Skeleton /> }.into_any();
        }
        match at_once(draw_it(screen)) {
            Some(Ok(view)) => view,
            _ => view! { <p class="notice bad" role="alert">{t("not_loaded", &[])}</p> }.into_any(),
        }
    }
}

/// What needs no waiting.
fn at_once<T>(ready: impl Future<Output = T>) -> Option<T> {
    match pin!(ready).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

#[wasm_split(screens, wasm_split_path = leptos::wasm_split, preload(load_part), fallible)]
fn draw_it(screen: Screen) -> Result<AnyView, SplitLoaderError> {
    Ok(match screen {
        Screen::Calls => view! { <welcome::Welcome /> }.into_any(),
        Screen::Activity => view! { <activity::ActivityScreen /> }.into_any(),
        Screen::Notes(call) => view! { <notes::Notes call /> }.into_any(),
        Screen::FollowUps => view! { <follow_ups::FollowUps /> }.into_any(),
        Screen::FollowUp(of) => view! { <follow_ups::FollowUpScreen of /> }.into_any(),
        Screen::Settings => view! { <settings::Settings /> }.into_any(),
        Screen::Unresolved(first) => view! { <unresolved::Unresolved first /> }.into_any(),
        Screen::Log(call) => view! { <form::Log call /> }.into_any(),
        Screen::Why { key, .. } => view! { <why::Why key /> }.into_any(),
        Screen::Whose(key) => view! { <whose::Whose key /> }.into_any(),
        Screen::Typed => view! { <form::Typed /> }.into_any(),
        Screen::AddRingCentral => view! { <settings::AddRingCentral /> }.into_any(),
        Screen::AddAsterisk => view! { <settings::AddAsterisk /> }.into_any(),
        Screen::AddCrm => view! { <settings::AddCrm /> }.into_any(),
        Screen::Connect(vendor, again) => view! { <settings::ConnectCrm vendor again /> }.into_any(),
        Screen::AddServer(again) => view! { <settings::AddServer again /> }.into_any(),
        Screen::Book(book) => view! { <book::Book book /> }.into_any(),
        Screen::Contact(book, contact) => view! { <book::ContactScreen book contact /> }.into_any(),
    })
}
