//! The contacts by name, a search over names, companies and numbers, and files in and out.

use callscribe_core::book::BookContact;
use callscribe_core::integration::IntegrationId;
use callscribe_core::views::book::{PAGE, hits, page, place, search};
use leptos::prelude::*;

use super::files::Files;
use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::parts::{Empty, Skeleton, When, doing, live};
use crate::screen::Screen;
use crate::shelf;
use crate::text::t;

/// The screen.
#[component]
pub fn Book(book: IntegrationId) -> impl IntoView {
    let app = App::get();
    let typed = RwSignal::new(String::new());
    let pages = RwSignal::new(1usize);
    let contacts = {
        let book = book.clone();
        shelf::live(move || read(book.clone(), typed.get(), pages.get()))
    };
    let book = StoredValue::new(book);
    let name = move || {
        app.frame.track();
        app.name_of(&book.get_value())
    };
    let more = move || typed.with(|t| t.trim().is_empty()) && contacts.with(|c| c.as_ref().is_some_and(|c| c.len() == pages.get() * PAGE));
    let none = move || contacts.with(|c| c.as_ref().is_some_and(Vec::is_empty));
    view! {
        <section class="book" aria-label=live(name) data-testid="book">
            <h2>{name}</h2>
            <div class="search-bar">
                <label class="search">
                    <Icon glyph=Glyph::Search />
                    <span class="sr-only">{t("book_search", &[])}</span>
                    <input
                        type="search"
                        autocomplete="off"
                        placeholder=t("book_search", &[])
                        prop:value=live(move || typed.get())
                        on:input=doing(move |event| typed.set(event_target_value(&event)))
                    />
                </label>
                <button on:click=doing(move |_| app.go(Screen::Contact(book.get_value(), None)))>{t("do_new_contact", &[])}</button>
            </div>
            <When is=move || contacts.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                <ul class="plain people">
                    <For each=move || contacts.get().unwrap_or_default() key=|c| (c.id.clone(), c.changed) let:contact>
                        <Line contact />
                    </For>
                </ul>
                <When is=none><Empty title=t("book_empty", &[]) words=t("book_empty_words", &[]) /></When>
                <When is=more><button on:click=doing(move |_| pages.update(|n| *n += 1))>{t("do_more", &[])}</button></When>
            </When>
            <Files book=book.get_value() />
        </section>
    }
}

async fn read(book: IntegrationId, typed: String, pages: usize) -> Option<Vec<BookContact>> {
    if let Some(query) = search(&book, &typed) {
        return Some(hits(&typed, shelf::find(query).await?));
    }
    let mut contacts: Vec<BookContact> = Vec::new();
    for _ in 0..pages {
        let after = contacts.last().map(place);
        let found: Vec<BookContact> = shelf::find(page(&book, after.as_deref())).await?;
        let is_last = found.len() < PAGE;
        contacts.extend(found);
        if is_last {
            break;
        }
    }
    Some(contacts)
}

#[component]
fn Line(contact: BookContact) -> impl IntoView {
    let app = App::get();
    let number = contact.numbers.first().map(|n| n.number.for_eyes(crate::who::style()));
    let open = move |_| app.go(Screen::Contact(contact.book.clone(), Some(contact.id.clone())));
    view! {
        <li>
            <button class="person" on:click=doing(open)>
                <b dir="auto">{contact.name.clone()}</b>
                <span dir="auto">{contact.company.clone()}</span>
                <span>{number}</span>
            </button>
        </li>
    }
}
