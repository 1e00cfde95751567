//! What the screens put on the desk: commands, drafts of notes, and half-filled forms.

use std::cell::{Cell, RefCell};

use callscribe_browser::{clock, messages, runtime};
use callscribe_core::audio::Audio;
use callscribe_core::call::CallId;
use callscribe_core::command::Command;
use callscribe_core::desk::{DeskItem, ImportFile, NoteDraft};
use callscribe_core::engine::DeskRow;
use callscribe_core::question::Message;
use callscribe_core::store::{Query, Row, Store, StoreError, encode, stamp};
use gloo_timers::callback::Timeout;
use leptos::prelude::window_event_listener_untyped;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::File;

use crate::app::App;
use crate::{parts, shelf};

/// Typing rests when no key came for this many milliseconds.
const REST: u32 = 300;

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
    static TYPING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Puts a decision on the desk and wakes the worker. If it cannot be put there, the screen says so.
pub fn command(command: Command) {
    let key = format!("command/{}", next_place());
    say_if_lost(put(key, DeskItem::Command(command)));
}

/// Puts a file on the desk.
pub fn import(file: ImportFile) {
    say_if_lost(put(format!("import/{}", next_place()), DeskItem::Import(file)));
}

/// Puts the pieces of an exported file on the desk, and only when all lie there tells the worker to take them in.
///
/// # Errors
/// When one could not be put there.
pub async fn restore(pieces: Vec<String>) -> Result<(), StoreError> {
    for piece in pieces {
        lay(format!("restore/{}", next_place()), DeskItem::Restore(piece)).await?;
    }
    command(Command::Restore);
    Ok(())
}

/// Puts a keystroke's text on the desk; the write is under way when this returns, the future ends when it is safe.
pub fn draft(draft: NoteDraft, window: &str) -> impl Future<Output = Result<(), StoreError>> + use<> {
    let write = lay(draft_key(&draft.call, window), DeskItem::Draft(draft));
    async {
        write.await?;
        look_at_rest();
        Ok(())
    }
}

/// The worker is told of a note once its typing rests, or its window closes: while it takes a draft it holds the desk, and a
/// keystroke that has to wait for the desk is lost with its window.
fn look_at_rest() {
    TYPING.with_borrow_mut(|typing| *typing = Some(Timeout::new(REST, look)));
}

/// Lets a window that closes tell of the note that was typed in it.
pub fn look_when_closing() {
    window_event_listener_untyped("pagehide", |_| {
        if TYPING.take().is_some() {
            look();
        }
    });
}

/// What this window left on the desk of a note.
pub async fn left_draft(call: &CallId, window: &str) -> Option<NoteDraft> {
    match shelf::first(Query::key(Store::Desk, draft_key(call, window))).await? {
        DeskRow { item: DeskItem::Draft(draft), .. } => Some(draft),
        _ => None,
    }
}

/// Keeps a half-filled form. Never a secret.
pub fn keep_form(name: &str, form: &impl Serialize) {
    let Ok(text) = serde_json::to_string(form) else { return };
    let Some(desk) = shelf::desk() else { return };
    let key = format!("form/{name}");
    let row = encode(&DeskRow { key, item: DeskItem::Form(text) });
    say_if_lost(desk.put(&row.key, &row.text));
}

/// Keeps a file with a call; the future ends when it is safe.
pub async fn keep_audio(audio: &Audio, file: &File) -> Result<(), StoreError> {
    let row = encode(&DeskRow { key: Audio::place(&audio.call), item: DeskItem::Audio(audio.clone()) });
    let desk = shelf::desk().ok_or(StoreError::Closed)?;
    desk.put_file(&row.key, &row.text, file).await
}

/// Brings back what was left in a half-filled form, unless the person has typed something else by now.
pub async fn resume<T>(name: String, form: RwSignal<T>)
where
    T: DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
{
    let fresh = form.get_untracked();
    let kept = kept_form::<T>(&name).await;
    // Not so if the form is closed already.
    let is_fresh = form.try_with_untracked(|now| *now == fresh) == Some(true);
    if let Some(kept) = kept.filter(|_| is_fresh) {
        form.set(kept);
    }
}

/// The same, and begins at this field unless the person types in another one.
pub fn begin<T>(name: String, form: RwSignal<T>, field: &'static str)
where
    T: DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
{
    spawn_local(async move {
        resume(name, form).await;
        parts::begin_at(field);
    });
}

/// The half-filled form that was kept.
pub async fn kept_form<T: DeserializeOwned>(name: &str) -> Option<T> {
    form_in(&shelf::read(vec![of_form(name)]).await?.concat())
}

/// Asks for the half-filled form of this name.
pub fn of_form(name: &str) -> Query {
    Query::key(Store::Desk, format!("form/{name}"))
}

/// The half-filled form in the answer to that question.
pub fn form_in<T: DeserializeOwned>(answer: &[Row]) -> Option<T> {
    match shelf::records(answer).pop()? {
        DeskRow { item: DeskItem::Form(text), .. } => callscribe_core::json::from_str(&text).ok(),
        _ => None,
    }
}

/// Forgets a form that was saved or closed.
pub fn drop_form(name: &str) {
    forget(format!("form/{name}"));
}

/// Takes a receipt off the desk, or a form.
pub fn forget(key: String) {
    let Some(desk) = shelf::desk() else { return };
    say_if_lost(desk.remove(&key));
}

fn put(key: String, item: DeskItem) -> impl Future<Output = Result<(), StoreError>> + use<> {
    let write = lay(key, item);
    async {
        write.await?;
        look();
        Ok(())
    }
}

fn lay(key: String, item: DeskItem) -> impl Future<Output = Result<(), StoreError>> + use<> {
    let row = encode(&DeskRow { key, item });
    let write = shelf::desk().map(|desk| desk.put(&row.key, &row.text));
    async {
        match write {
            Some(write) => write.await,
            None => Err(StoreError::Closed),
        }
    }
}

/// Tells the worker to look; it looks by itself when it wakes, so a lost message only costs time.
pub fn look() {
    spawn_local(async {
        let _ = messages::ask::<Option<()>>(&Message::LookAtDesk).await;
    });
}

fn say_if_lost(write: impl Future<Output = Result<(), StoreError>> + 'static) {
    let app = App::get();
    spawn_local(async move {
        if let Err(error) = write.await {
            app.trouble.set(Some(error));
        }
    });
}

fn draft_key(call: &CallId, window: &str) -> String {
    format!("draft/{}/{window}", call.key())
}

/// Sorts by time of writing, also within one millisecond.
fn next_place() -> String {
    let count = COUNT.replace(COUNT.get() + 1);
    format!("{}-{count:06}-{}", stamp(clock::wall()), runtime::random_id())
}
