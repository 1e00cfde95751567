//! A contact's form: name, company, numbers, leads and deals. It lies on the desk while it is open.

use callscribe_browser::{clock, runtime};
use callscribe_core::book::{BookAssociation, BookContact, BookNumber};
use callscribe_core::command::Command;
use callscribe_core::integration::IntegrationId;
use callscribe_core::number::PhoneNumber;
use callscribe_core::question::{Answer, Question};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::ask::ask;
use crate::desk;
use crate::parts::{self, Field, doing, dynamic, live, memo};
use crate::screen::Screen;
use crate::text::t;

#[derive(Debug, Clone, Copy)]
struct State {
    contact: RwSignal<BookContact>,
    form: StoredValue<String>,
    no_name: RwSignal<bool>,
    bad_number: RwSignal<Option<usize>>,
}

impl State {
    fn change(self, change: impl FnOnce(&mut BookContact)) {
        self.contact.update(change);
        self.no_name.set(false);
        self.bad_number.set(None);
        self.contact.with_untracked(|contact| desk::keep_form(&self.form.get_value(), contact));
    }
}

/// The form of a contact, new or known.
#[component]
pub fn Edit(book: IntegrationId, contact: Option<BookContact>, edits: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let is_new = contact.is_none();
    let form = format!("contact/{}", contact.as_ref().map_or("new", |c| &c.id));
    let state = State {
        contact: RwSignal::new(contact.unwrap_or_else(|| empty(&book))),
        form: StoredValue::new(form.clone()),
        no_name: RwSignal::new(false),
        bad_number: RwSignal::new(None),
    };
    desk::begin(form, state.contact, "contact-name");
    let leave = move || {
        desk::drop_form(&state.form.get_value());
        if is_new { app.go(Screen::Book(state.contact.with_untracked(|c| c.book.clone()))) } else { edits.set(false) }
    };
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save(state, leave);
        }
    };
    view! {
        <section class="form" aria-label=t("contact_form", &[]) data-testid="contact-form" on:keydown=doing(keys)>
            <div class="form-body">
                <Text id="contact-name" label="field_name" get=|c| &c.name set=|c, v| c.name = v state />
                {dynamic(move || state.no_name.get().then(|| view! { <p class="field-error" role="alert">{t("form_name_missing", &[])}</p> }))}
                <Text id="contact-company" label="field_company" get=|c| &c.company set=|c, v| c.company = v state />
                <Text id="contact-email" label="field_email" get=|c| &c.email set=|c, v| c.email = v state />
                <Numbers state />
                <Associations state />
            </div>
            <footer class="form-foot">
                <button on:click=doing(move |_| leave())>{t("do_cancel", &[])}</button>
                <button class="primary" on:click=doing(move |_| save(state, leave))>{t("do_save", &[])}</button>
            </footer>
        </section>
    }
}

#[component]
fn Text(
    id: &'static str,
    label: &'static str,
    get: fn(&BookContact) -> &String,
    set: fn(&mut BookContact, String),
    state: State,
) -> impl IntoView {
    view! {
        <Field id=id label=t(label, &[])>
            <input
                id=id
                type="text"
                autocomplete="off"
                dir="auto"
                prop:value=live(move || state.contact.with(|c| get(c).clone()))
                on:input=doing(move |event| state.change(|c| set(c, event_target_value(&event))))
            />
        </Field>
    }
}

#[component]
fn Numbers(state: State) -> impl IntoView {
    let count = memo(move || state.contact.with(|c| c.numbers.len()));
    let line = move |at: usize| {
        let id = format!("contact-number-{at}");
        let error = Signal::derive(move || (state.bad_number.get() == Some(at)).then(|| t("ask_not_a_number", &[])));
        view! {
            <div class="with-button">
                <Field id=id.clone() label=t("field_number_n", &[&(at + 1).to_string()]) error>
                    <input
                        id=id.clone()
                        type="tel"
                        autocomplete="off"
                        prop:value=live(move || state.contact.with(|c| c.numbers.get(at).map(|n| n.number.raw.clone()).unwrap_or_default()))
                        on:input=doing(move |event| state.change(|c| if let Some(n) = c.numbers.get_mut(at) { n.number.raw = event_target_value(&event) }))
                    />
                </Field>
                <button class="quiet" on:click=doing(move |_| state.change(|c| drop(c.numbers.remove(at))))>{t("do_remove", &[])}</button>
            </div>
        }
    };
    let add = move |_| state.change(|c| c.numbers.push(BookNumber { label: String::new(), number: PhoneNumber::withheld() }));
    view! {
        {dynamic(move || (0..count.get()).map(line).collect_view())}
        <button class="quiet" on:click=doing(add)>{t("do_add_number", &[])}</button>
    }
}

#[component]
fn Associations(state: State) -> impl IntoView {
    let count = memo(move || state.contact.with(|c| c.associations.len()));
    let line = move |at: usize| {
        let id = format!("contact-deal-{at}");
        let open = move || state.contact.with(|c| c.associations.get(at).is_some_and(|a| a.open));
        view! {
            <div class="with-button">
                <Field id=id.clone() label=t("field_deal_n", &[&(at + 1).to_string()])>
                    <input
                        id=id.clone()
                        type="text"
                        autocomplete="off"
                        dir="auto"
                        prop:value=live(move || state.contact.with(|c| c.associations.get(at).map(|a| a.title.clone()).unwrap_or_default()))
                        on:input=doing(move |event| state.change(|c| if let Some(a) = c.associations.get_mut(at) { a.title = event_target_value(&event) }))
                    />
                </Field>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=live(open)
                        on:change=doing(move |event| state.change(|c| if let Some(a) = c.associations.get_mut(at) { a.open = event_target_checked(&event) }))
                    />
                    <span>{t("field_open", &[])}</span>
                </label>
                <button class="quiet" on:click=doing(move |_| state.change(|c| drop(c.associations.remove(at))))>{t("do_remove", &[])}</button>
            </div>
        }
    };
    let add = move |_| {
        state.change(|c| {
            let id = runtime::random_id();
            c.associations.push(BookAssociation {
                id,
                kind: "deal".into(),
                title: String::new(),
                open: true,
                created: Some(clock::wall()),
            });
        });
    };
    view! {
        {dynamic(move || (0..count.get()).map(line).collect_view())}
        <button class="quiet" on:click=doing(add)>{t("do_add_deal", &[])}</button>
    }
}

fn empty(book: &IntegrationId) -> BookContact {
    let now = clock::wall();
    BookContact {
        book: book.clone(),
        id: runtime::random_id(),
        name: String::new(),
        company: String::new(),
        email: String::new(),
        numbers: Vec::new(),
        associations: Vec::new(),
        created: now,
        changed: now,
    }
}

/// Has the worker read each number, then puts the contact on the desk.
fn save(state: State, leave: impl Fn() + 'static) {
    let mut contact = state.contact.get_untracked();
    contact.name = contact.name.trim().to_owned();
    if contact.name.is_empty() {
        state.no_name.set(true);
        return parts::focus("contact-name".into());
    }
    contact.numbers.retain(|n| !n.number.raw.trim().is_empty());
    contact.associations.retain(|a| !a.title.trim().is_empty());
    contact.changed = clock::wall();
    spawn_local(async move {
        for (at, number) in contact.numbers.iter_mut().enumerate() {
            match ask(Question::ParseNumber { raw: number.number.raw.clone() }).await {
                Ok(Answer::Number(read)) => number.number = read,
                _ => {
                    state.bad_number.set(Some(at));
                    return parts::focus(format!("contact-number-{at}"));
                }
            }
        }
        desk::command(Command::SaveContact { book: contact.book.clone(), contact: Box::new(contact) });
        leave();
    });
}
