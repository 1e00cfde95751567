//! The agent's data (I10): out as a file, forgotten by number or age, or deleted.

use callscribe_core::backup::{HEAD, HEADER, Part, TAIL, calls_csv, calls_page, lines, notes_of, pieces};
use callscribe_core::call::Note;
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::number::PhoneNumber;
use callscribe_core::order::OrdMap;
use callscribe_core::question::{Answer, Question};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

use super::controls::place_of;
use super::restored::Restored;
use super::{Choice, Fold, Sure, change};
use crate::app::App;
use crate::ask::{ask, why};
use crate::download::save;
use crate::parts::{Field, doing, dynamic, live, memo};
use crate::screen::Screen;
use crate::text::{count, t};
use crate::{desk, shelf};

/// How long history can be kept, in days; `None` is for ever.
const KEPT: [Option<u16>; 6] = [None, Some(30), Some(90), Some(180), Some(365), Some(730)];

/// The group.
#[component]
pub fn Data() -> impl IntoView {
    let app = App::get();
    let delete = move || {
        desk::command(Command::DeleteAll);
        app.go(Screen::Calls);
    };
    view! {
        <Fold id="settings-data" title=t("settings_data", &[]) words=t("settings_data_words", &[])>
            <div class="actions">
                <button on:click=doing(move |_| spawn_local(export_all(app)))>{t("do_export_all", &[])}</button>
                <button on:click=doing(move |_| spawn_local(export_calls(app)))>{t("do_export_calls", &[])}</button>
                <span class="files">
                    <label class="button">
                        {t("do_import_all", &[])}
                        <input type="file" class="sr-only" accept=".json,application/json" on:change=doing(move |event| import(app, &event)) />
                    </label>
                </span>
            </div>
            <Restored />
            <p class="muted">{t("export_words", &[])}</p>
            <Keep />
            <ForgetNumber />
            <div>
                <Sure label=t("do_delete_all", &[]) question=t("delete_all_sure", &[]) yes=t("do_delete_all_sure", &[]) act=delete />
            </div>
        </Fold>
    }
}

/// How long history is kept; a number of days that is not among the usual ones, such as an administrator's, is offered beside them.
#[component]
fn Keep() -> impl IntoView {
    let app = App::get();
    let kept = app.of_frame(|f| f.settings.keep_days);
    let unusual = memo(move || kept.get().flatten().filter(|days| !KEPT.contains(&Some(*days))));
    dynamic(move || {
        let ways = StoredValue::new(KEPT.into_iter().chain(unusual.get().map(Some)).collect::<Vec<_>>());
        let name = |days: &Option<u16>| days.map_or_else(|| t("keep_for_ever", &[]), |n| count(n.into(), "days_one", "days_many"));
        view! {
            <Choice
                id="keep-days"
                label=t("keep_label", &[])
                words=t("keep_words", &[])
                options=ways.with_value(|ways| ways.iter().map(name).collect())
                chosen=move || ways.with_value(|ways| place_of(ways, &kept.get().flatten()))
                set=move |at: usize| change(app, |s| s.keep_days = ways.with_value(|ways| ways[at]))
                place="/keep_days"
            />
        }
    })
}

/// Forgets a number; asks first, naming it.
#[component]
fn ForgetNumber() -> impl IntoView {
    let app = App::get();
    let typed = RwSignal::new(String::new());
    let bad = RwSignal::new(None::<String>);
    let asks = RwSignal::new(None::<PhoneNumber>);
    let look = move || {
        let raw = typed.get_untracked();
        spawn_local(async move {
            match ask(Question::ParseNumber { raw }).await {
                Ok(Answer::Number(number)) => asks.set(Some(number)),
                Ok(_) => bad.set(Some(t("ask_not_a_number", &[]))),
                Err(error) => bad.set(Some(why(&error, ""))),
            }
        });
    };
    let forget = move |number: &PhoneNumber| {
        desk::command(Command::ForgetNumber(number.key.clone()));
        app.say(t("said_forgotten", &[&number.shown]));
        asks.set(None);
        typed.set(String::new());
    };
    view! {
        <div class="with-button">
            <Field id="forget-number" label=t("forget_label", &[]) hint=t("forget_words", &[]) error=Signal::derive(move || bad.get())>
                <input
                    id="forget-number"
                    type="tel"
                    autocomplete="off"
                    prop:value=live(move || typed.get())
                    on:input=doing(move |event| { bad.set(None); asks.set(None); typed.set(event_target_value(&event)) })
                    on:keydown=doing(move |event: web_sys::KeyboardEvent| if event.key() == "Enter" { event.prevent_default(); look() })
                />
            </Field>
            <button on:click=doing(move |_| look())>{t("do_forget", &[])}</button>
        </div>
        {dynamic(move || asks.get().map(|number| {
            let question = t("forget_sure", &[&number.shown]);
            view! {
                <div class="sure" role="alertdialog" aria-label=t("forget_label", &[])>
                    <p>{question}</p>
                    <button class="danger" on:click=doing(move |_| forget(&number))>{t("do_forget", &[])}</button>
                    <button on:click=doing(move |_| asks.set(None))>{t("do_keep", &[])}</button>
                </div>
            }
        }))}
    }
}

/// Lays an exported file on the desk, piece by piece.
fn import(app: App, event: &web_sys::Event) {
    let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    spawn_local(async move {
        let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
        input.set_value("");
        let Some(pieces) = text.as_deref().and_then(pieces) else {
            return app.say(t("import_unreadable", &[&file.name()]));
        };
        match desk::restore(pieces).await {
            Ok(()) => app.say(t("import_began", &[&file.name()])),
            Err(error) => app.trouble.set(Some(error)),
        }
    });
}

/// Everything but credentials, read page by page.
async fn export_all(app: App) {
    let texts = Array::of1(&HEAD.into());
    for part in Part::ALL {
        let mut after = None;
        loop {
            let Some(rows) = shelf::read(vec![part.page(after.as_deref())]).await.map(|answers| answers.concat()) else {
                return app.say(t("export_failed", &[]));
            };
            let Some(last) = rows.last() else { break };
            after = Some(last.key.clone());
            let hanging = match part.hanging(&rows) {
                none if none.is_empty() => Vec::new(),
                queries => match shelf::read(queries).await {
                    Some(answers) => answers,
                    None => return app.say(t("export_failed", &[])),
                },
            };
            texts.push(&lines(part, &rows, &hanging).into());
        }
    }
    texts.push(&TAIL.into());
    save("callscribe.json", &texts);
    app.say(t("said_exported", &[]));
}

/// All calls as CSV, newest first, read page by page.
async fn export_calls(app: App) {
    let names: OrdMap<_, _> = app
        .frame
        .with_untracked(|frame| frame.iter().flat_map(|frame| &frame.integrations).map(|i| (i.id.clone(), i.name.clone())).collect());
    let texts = Array::of1(&HEADER.into());
    let mut place = None;
    loop {
        let Some(rows) = shelf::find::<CallRow>(calls_page(place.as_deref())).await else {
            return app.say(t("export_failed", &[]));
        };
        let Some(last) = rows.last() else { break };
        place = Some(last.place());
        let notes = match notes_of(&rows) {
            none if none.is_empty() => Vec::new(),
            queries => shelf::read(queries).await.unwrap_or_default(),
        };
        let notes: Vec<Note> = shelf::records(notes.iter().flatten());
        texts.push(&calls_csv(&rows, &notes, &names).into());
    }
    save("calls.csv", &texts);
    app.say(t("said_exported", &[]));
}
