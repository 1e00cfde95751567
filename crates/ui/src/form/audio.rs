//! Audio kept with a call: chosen, heard, taken away (K4).

use callscribe_core::audio::{Audio, AudioProblem, LARGEST};
use callscribe_core::call::CallId;
use callscribe_core::desk::DeskItem;
use callscribe_core::engine::DeskRow;
use callscribe_core::store::{Query, Store};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlInputElement, Url};

use crate::app::App;
use crate::parts::{Field, doing, dynamic};
use crate::text::{store_problem, t};
use crate::{desk, shelf};

/// The field, and the file that is there.
#[component]
pub fn AudioPart(call: CallId) -> impl IntoView {
    let call = StoredValue::new(call);
    let kept = RwSignal::new(None::<(Audio, String)>);
    let bad = RwSignal::new(None::<String>);
    let read = move || {
        spawn_local(async move {
            // The form may be closed already, before and after.
            let Some(call) = call.try_get_value() else { return };
            let _ = kept.try_set(read(call).await);
        });
    };
    read();
    on_cleanup(move || {
        if let Some(Some((_, address))) = kept.try_get_untracked() {
            // It is gone with the page at the latest.
            let _ = Url::revoke_object_url(&address);
        }
    });
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        let audio = Audio { call: call.get_value(), name: file.name(), kind: file.type_(), size: file.size() as u64 };
        bad.set(audio.problem().map(words));
        if bad.with_untracked(Option::is_some) {
            return input.set_value("");
        }
        spawn_local(async move {
            match desk::keep_audio(&audio, &file).await {
                Ok(()) => read(),
                Err(error) => bad.set(Some(store_problem(&error))),
            }
        });
    };
    let remove = move |_| {
        desk::forget(Audio::place(&call.get_value()));
        kept.set(None);
        App::get().say(t("said_audio_removed", &[]));
    };
    view! {
        <Field id="form-audio" label=t("field_audio", &[]) error=Signal::derive(move || bad.get())>
            <input id="form-audio" type="file" accept="audio/*" on:change=doing(chosen) />
        </Field>
        {dynamic(move || kept.get().map(|(audio, address)| view! {
            <div class="audio" data-testid="audio">
                <span dir="auto">{audio.name}</span>
                <audio controls src=address></audio>
                <button class="quiet" on:click=doing(remove)>{t("do_remove", &[])}</button>
            </div>
        }))}
    }
}

/// The file of a call, with an address to hear it by for as long as it is shown.
async fn read(call: CallId) -> Option<(Audio, String)> {
    let place = Audio::place(&call);
    let DeskRow { item: DeskItem::Audio(audio), .. } = shelf::first(Query::key(Store::Desk, &place)).await? else { return None };
    let blob: Blob = shelf::file(&place).await?.dyn_into().ok()?;
    Some((audio, Url::create_object_url_with_blob(&blob).ok()?))
}

fn words(problem: AudioProblem) -> String {
    match problem {
        AudioProblem::NotAudio => t("audio_not_audio", &[]),
        AudioProblem::Empty => t("audio_empty", &[]),
        AudioProblem::TooLarge => t("audio_too_large", &[&(LARGEST / 1024 / 1024).to_string()]),
    }
}
