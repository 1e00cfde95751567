//! The text of a call's note: every keystroke goes to the desk, and the state is said in words (B6).

use crate::parts::{When, doing, dynamic, effect, live, memo};
use callscribe_core::call::{CallId, Note, WrapUp};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::desk::NoteDraft;
use callscribe_core::store::{Query, Store, StoreError};
use callscribe_core::views::note::{DelaySwitch, NoteEditor};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::switches::{self, Switches};
use crate::app::App;
use crate::calls::ChipView;
use crate::earlier::EarlierCalls;
use crate::parts;
use crate::responses::Responses;
use crate::text::{store_problem, t};
use crate::{desk, shelf, who};

/// How safe the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Safety {
    /// Nothing typed yet.
    Untouched,
    /// On its way to the desk.
    Saving,
    /// It survives the window, the worker and the browser.
    Saved,
    /// It could not be written.
    NotSaved(StoreError),
}

#[derive(Debug, Clone, Copy)]
struct State {
    app: App,
    call: StoredValue<CallId>,
    note: RwSignal<Option<Note>>,
    editor: RwSignal<Option<NoteEditor>>,
    saving: RwSignal<Safety>,
    typed: StoredValue<u64>,
}

/// One call's note.
#[component]
pub fn Editor(call: CallId) -> impl IntoView {
    let app = App::get();
    let state = State {
        app,
        call: StoredValue::new(call.clone()),
        note: RwSignal::new(None),
        editor: RwSignal::new(None),
        saving: RwSignal::new(Safety::Untouched),
        typed: StoredValue::new(0),
    };
    let row = read(state, call.clone());
    delay_once(row, call.clone());
    let title = move || row.get().flatten().map(|row| who::title(&row.call, &row.face)).unwrap_or_default();
    let sub = move || row.get().flatten().map(|row| who::outcome(&row.call)).unwrap_or_default();
    let chips = move || row.get().flatten().map(|row| row.face.chips).unwrap_or_default();
    let chip_of = {
        let call = call.clone();
        move |chip| view! { <ChipView call=call.clone() chip /> }
    };
    let delays = switches::of_call(call.clone());
    let own = state.call;
    let number = memo(move || row.with(|row| row.as_ref().and_then(Option::as_ref).map(|row| row.call.other().key)));
    let is_cancelled = memo(move || state.note.with(|note| note.as_ref().is_some_and(|n| n.cancelled)));
    view! {
        <article class="note" data-testid="note">
            <header>
                <h2 dir="auto">{title}</h2>
                <small>{sub}</small>
                <SavingWords state />
            </header>
            <When is=move || !is_cancelled.get() otherwise=move || view! { <Cancelled state call=own.get_value() /> }>
                <textarea
                    id="note-text"
                    dir="auto"
                    rows="7"
                    aria-label=t("field_note", &[])
                    placeholder=t("note_hint", &[])
                    disabled=live(move || state.editor.with(Option::is_none))
                    prop:value=live(move || state.editor.with(|e| e.as_ref().map(|e| e.text.clone()).unwrap_or_default()))
                    on:input=doing(move |event| typed(state, event_target_value(&event)))
                ></textarea>
                <Responded row />
                <Switches all=delays />
                <Below call=own.get_value() state delays />
            </When>
            <div class="chips start">{dynamic(move || chips().into_iter().map(&chip_of).collect_view())}</div>
            {dynamic(move || number.get().map(|number| view! { <EarlierCalls number but=own.get_value() /> }))}
        </article>
    }
}

/// How the other side responded, said during the call or after it (K1).
#[component]
fn Responded(row: RwSignal<Option<Option<CallRow>>>) -> impl IntoView {
    let call = memo(move || row.with(|row| row.as_ref().and_then(Option::as_ref).map(|row| row.call.clone())));
    let chosen = Signal::derive(move || call.with(|call| call.as_ref().map(|call| call.wrap_up().response)).unwrap_or_default());
    let choose = Callback::new(move |response: String| {
        if let Some(call) = call.get_untracked() {
            let wrap_up = WrapUp { response, ..call.wrap_up() };
            desk::command(Command::WrapUp { call: call.id, wrap_up });
        }
    });
    view! { <Responses name="note-response".to_owned() chosen choose /> }
}

#[component]
fn SavingWords(state: State) -> impl IntoView {
    let words = move || match state.saving.get() {
        Safety::Untouched => String::new(),
        Safety::Saving => t("note_saving", &[]),
        Safety::Saved => t("note_saved", &[]),
        Safety::NotSaved(error) => t("note_not_saved", &[&store_problem(&error)]),
    };
    let class = move || match state.saving.get() {
        Safety::NotSaved(_) => "saving bad",
        Safety::Saved => "saving ok",
        _ => "saving",
    };
    view! { <span class=live(class) role="status" aria-live="polite" data-testid="note-state">{words}</span> }
}

/// "Cancel note", which alone cancels (B4): a text, or the waiting the open note began.
#[component]
fn Below(call: CallId, state: State, delays: Memo<Vec<DelaySwitch>>) -> impl IntoView {
    let has_text = move || state.editor.with(|e| e.as_ref().is_some_and(|e| !e.text.is_empty()));
    let cancel = move |_| {
        desk::command(Command::CancelNote { call: call.clone(), cancelled: true });
        state.app.say(t("said_note_cancelled", &[]));
    };
    view! {
        <div class="note-foot">
            <When is=move || has_text() || delays.with(|all| all.iter().any(|one| one.on))>
                <button class="quiet" on:click=doing(cancel.clone())>{t("do_cancel_note", &[])}</button>
            </When>
        </div>
    }
}

#[component]
fn Cancelled(state: State, call: CallId) -> impl IntoView {
    let back = move |_| desk::command(Command::CancelNote { call: call.clone(), cancelled: false });
    view! {
        <div class="notice">
            <p>{t("note_cancelled", &[])}</p>
            <button on:click=doing(back)>{t("do_bring_back", &[])}</button>
        </div>
        <p class="muted pre" dir="auto">{dynamic(move || state.note.with(|n| n.as_ref().map(|n| n.text.clone()).unwrap_or_default()))}</p>
    }
}

/// B1: that the note of a running call is open is said once; opening counts, not typing.
fn delay_once(row: RwSignal<Option<Option<CallRow>>>, call: CallId) {
    Effect::new(move |said: Option<bool>| {
        let runs = row.with(|row| row.as_ref().and_then(Option::as_ref).is_some_and(|row| !row.call.is_final()));
        if runs && said != Some(true) {
            desk::command(Command::OpenNote { call: call.clone() });
        }
        runs || said == Some(true)
    });
}

/// A keystroke: shown, and on its way to the desk before this returns.
fn typed(state: State, text: String) {
    if let Some(draft) = state.editor.try_update(|editor| editor.as_mut().map(|editor| editor.typed(text))).flatten() {
        send(state, draft);
    }
}

fn send(state: State, draft: NoteDraft) {
    state.saving.set(Safety::Saving);
    let turn = state.typed.get_value() + 1;
    state.typed.set_value(turn);
    let write = desk::draft(draft, &state.app.window.get_value());
    spawn_local(async move {
        let done = write.await;
        if state.typed.try_get_value() == Some(turn) {
            state.saving.set(done.map_or_else(Safety::NotSaved, |()| Safety::Saved));
        }
    });
}

/// Opens the editor with what this window left on the desk, else with the stored note; then follows the store.
fn read(state: State, call: CallId) -> RwSignal<Option<Option<CallRow>>> {
    let note_of = {
        let call = call.clone();
        shelf::live(move || {
            let query = Query::key(Store::Notes, call.key());
            async move { Some(shelf::find::<Note>(query).await?.into_iter().next()) }
        })
    };
    let row = {
        let query = Query::key(Store::Calls, call.key());
        shelf::live(move || {
            let query = query.clone();
            async move { Some(shelf::find::<CallRow>(query).await?.into_iter().next()) }
        })
    };
    let opens = parts::first_time();
    effect(move || {
        let Some(note) = note_of.get() else { return };
        let stored = text(note.as_ref());
        state.note.set(note);
        if state.editor.with_untracked(Option::is_some) {
            state.editor.maybe_update(|editor| editor.as_mut().is_some_and(|editor| editor.stored(&stored)));
            if let Some(draft) = state.editor.with_untracked(|editor| editor.as_ref().and_then(NoteEditor::unsent)) {
                send(state, draft);
            }
            return;
        }
        if !opens() {
            return;
        }
        let call = call.clone();
        let window = state.app.window.get_value();
        spawn_local(async move {
            let left = desk::left_draft(&call, &window).await;
            let Some(stored) = state.note.try_with_untracked(|note| text(note.as_ref())) else { return };
            if state.editor.try_set(Some(NoteEditor::open(call, &stored, left.as_ref()))).is_none() {
                parts::focus("note-text".into());
            }
        });
    });
    row
}

fn text(note: Option<&Note>) -> String {
    note.map(|note| note.text.clone()).unwrap_or_default()
}
