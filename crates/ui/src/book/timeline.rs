//! One contact: numbers, company, leads and deals, what is still to be done, and the timeline of its calls.

use callscribe_core::book::{Activity, BookContact, timeline};
use callscribe_core::command::Command;
use callscribe_core::integration::IntegrationId;
use leptos::prelude::*;

use crate::app::App;
use crate::call_back::CallBack;
use crate::follow_ups::OfNumbers;
use crate::icon::Glyph;
use crate::parts::{self, IconButton, When, doing};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf, time, who};

const PAGE: usize = 30;

/// The record.
#[component]
pub fn Record(contact: BookContact, edits: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let (book, id) = (contact.book.clone(), contact.id.clone());
    let asks = RwSignal::new(false);
    let delete = StoredValue::new((book.clone(), id.clone()));
    let delete = move |_| {
        let (book, contact) = delete.get_value();
        desk::command(Command::DeleteContact { book: book.clone(), contact });
        app.go(Screen::Book(book));
    };
    let keys = contact.numbers.iter().map(|n| n.number.key.clone()).filter(|key| !key.is_empty()).collect::<Vec<_>>();
    let numbers = contact.numbers.iter().map(|n| {
        let (shown, key) = (n.number.for_eyes(who::style()), n.number.key.clone());
        view! {
            <li>
                <small>{n.label.clone()}</small>
                <span>{shown}</span>
                <CallBack number=n.number.clone() />
                <IconButton glyph=Glyph::Copy words=t("do_copy_number", &[]) on_click=move || parts::copy(app, key.clone()) />
            </li>
        }
    });
    let numbers = numbers.collect_view();
    let associations = contact.associations.iter().map(|a| {
        let title = if a.open { a.title.clone() } else { t("association_closed", &[&a.title]) };
        view! { <li><small>{a.kind.clone()}</small><span dir="auto">{title}</span></li> }
    });
    let associations = associations.collect_view();
    let about = [contact.company.clone(), contact.email.clone()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <section class="record" aria-label=contact.name.clone() data-testid="contact">
            <header>
                <h2 dir="auto">{contact.name.clone()}</h2>
                <p class="muted" dir="auto">{about}</p>
                <div class="actions">
                    <button on:click=doing(move |_| edits.set(true))>{t("do_edit", &[])}</button>
                    <When is=move || asks.get() otherwise=move || view! {
                        <button class="quiet bad" on:click=doing(move |_| asks.set(true))>{t("do_delete", &[])}</button>
                    }>
                        <button class="danger" on:click=doing(delete)>{t("do_delete_sure", &[])}</button>
                        <button on:click=doing(move |_| asks.set(false))>{t("do_keep", &[])}</button>
                    </When>
                </div>
            </header>
            <ul class="plain facts">{numbers}{associations}</ul>
            <OfNumbers numbers=keys />
            <Timeline book id />
        </section>
    }
}

#[component]
fn Timeline(book: IntegrationId, id: String) -> impl IntoView {
    let shown = RwSignal::new(PAGE);
    let calls = shelf::live(move || shelf::find::<Activity>(timeline(&book, &id, None, shown.get())));
    let none = move || calls.with(|c| c.as_ref().is_some_and(Vec::is_empty));
    let more = move || calls.with(|c| c.as_ref().is_some_and(|c| c.len() == shown.get()));
    view! {
        <h3>{t("timeline_title", &[])}</h3>
        <ol class="plain timeline" data-testid="timeline">
            <For each=move || calls.get().unwrap_or_default() key=|a| format!("{}/{}", a.key.key(), a.note) let:activity>
                <Logged activity />
            </For>
        </ol>
        <When is=none><p class="muted">{t("timeline_none", &[])}</p></When>
        <When is=more><button on:click=doing(move |_| shown.update(|n| *n += PAGE))>{t("do_more", &[])}</button></When>
    }
}

#[component]
fn Logged(activity: Activity) -> impl IntoView {
    let app = App::get();
    let when = activity.time.unwrap_or_else(|| time::moment(activity.start, app.now.get_untracked()));
    let talked = activity.duration.filter(|seconds| *seconds > 0).map(|seconds| time::length(i64::from(seconds)));
    let result = activity.result.as_ref().map(who::result_words);
    let about = [result, talked, activity.association.map(|a| a.title)];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li class="logged">
            <b dir="auto">{activity.subject}</b>
            <time>{when}</time>
            <small dir="auto">{about}</small>
            <p class="pre" dir="auto">{activity.note}</p>
        </li>
    }
}
