//! "Call" (C7): by a phone account that dials, else by the computer's phone program.

use callscribe_core::call::AccountId;
use callscribe_core::number::PhoneNumber;
use callscribe_core::question::{Answer, Question};
use callscribe_core::rules;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::ask::{ask, unexpected, why};
use crate::icon::{Glyph, Icon};
use crate::parts::{doing, dynamic, live};
use crate::text::t;
use crate::who;

/// The button, where a number can be called; `account` is the one its call came over.
#[component]
pub fn CallBack(number: PhoneNumber, #[prop(optional, into)] account: Option<AccountId>) -> impl IntoView {
    let link = rules::call_back(&number)?;
    let app = App::get();
    let dialer = app.of_frame(move |frame| frame.dialer(account.as_ref()).map(|one| (one.id.clone(), one.name.clone())));
    Some(dynamic(move || match dialer.get().flatten() {
        Some((id, name)) => view! { <Dial number=number.clone() id name /> }.into_any(),
        None => view! { <ByProgram link=link.clone() /> }.into_any(),
    }))
}

/// The account dials: asked once, however often it is pressed meanwhile.
#[component]
fn Dial(number: PhoneNumber, id: AccountId, name: String) -> impl IntoView {
    let app = App::get();
    let waits = RwSignal::new(false);
    let words = t("do_call", &[]);
    let dial = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        if waits.get_untracked() {
            return;
        }
        waits.set(true);
        let (account, number, name) = (id.clone(), number.clone(), name.clone());
        spawn_local(async move {
            let shown = number.for_eyes(who::style());
            app.say(match ask(Question::Dial { account, number }).await {
                Ok(Answer::Rings(own)) => t("dial_rings", &[&own.for_eyes(who::style()), &shown]),
                Ok(other) => why(&unexpected(&other), &name),
                Err(error) => why(&error, &name),
            });
            // The row may be left already.
            let _ = waits.try_set(false);
        });
    };
    view! {
        <button class="icon-button" aria-label=words.clone() title=words aria-busy=live(move || waits.get().to_string()) on:click=doing(dial)>
            <Icon glyph=Glyph::Phone />
        </button>
    }
}

/// The computer's phone program does, or none.
#[component]
fn ByProgram(link: String) -> impl IntoView {
    let words = t("do_call", &[]);
    view! {
        <a class="icon-button" href=link aria-label=words.clone() title=words on:click=doing(|event: web_sys::MouseEvent| event.stop_propagation())>
            <Icon glyph=Glyph::Phone />
        </a>
    }
}
