//! The form of a follow-up on a screen of its own: of a call, of nothing yet, or one that is changed (K5).

use callscribe_core::command::Command;
use leptos::prelude::*;

use super::fields::{Fields, FollowUpState, fill};
use crate::app::App;
use crate::desk;
use crate::parts::{self, Skeleton, When, doing};
use crate::screen::{FollowUpOf, Screen};
use crate::text::t;

/// The form; Save leads back to where the agent came from.
#[component]
pub fn FollowUpScreen(of: FollowUpOf) -> impl IntoView {
    let app = App::get();
    let back = StoredValue::new(Screen::FollowUp(of.clone()).parent().unwrap_or_default());
    let state = FollowUpState::new(&of);
    let is_known = matches!(of, FollowUpOf::Known(_));
    fill(state, of);
    let leave = move || {
        state.forget();
        app.go(back.get_value());
    };
    let save = move || match state.save() {
        Some(follow_up) => {
            desk::command(Command::SaveFollowUp(Box::new(follow_up)));
            app.say(t("said_follow_up_saved", &[]));
            leave();
        }
        None => parts::focus_first(".field.bad input, .field.bad textarea, .field.bad select"),
    };
    let delete = move |_| {
        let id = state.form.with_untracked(|form| form.as_ref().map(|form| form.id.clone()));
        if let Some(id) = id {
            desk::command(Command::DeleteFollowUp { id });
        }
        leave();
    };
    view! {
        <section class="form" aria-label=t("follow_up_form", &[]) data-testid="follow-up-form" on:keydown=doing(parts::form_keys(save, leave))>
            <div class="form-body">
                <When is=move || state.form.with(Option::is_some) otherwise=|| view! { <Skeleton /> }><Fields state /></When>
            </div>
            <footer class="form-foot">
                {is_known.then(|| view! { <button class="quiet" on:click=doing(delete)>{t("do_delete_follow_up", &[])}</button> })}
                <button on:click=doing(move |_| leave())>{t("do_cancel", &[])}</button>
                <button class="primary" on:click=doing(move |_| save())>
                    {t("do_save", &[])}
                    <kbd aria-hidden="true">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </section>
    }
}
