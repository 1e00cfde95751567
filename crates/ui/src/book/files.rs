//! Files in and out: CSV and vCard.

use std::time::Duration;

use callscribe_core::book::ExportFormat;
use callscribe_core::command::{FileFormat, ImportFile};
use callscribe_core::integration::IntegrationId;
use callscribe_core::question::{Answer, Question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, HtmlInputElement, Url};

use crate::app::App;
use crate::ask::{ask, unexpected, why};
use crate::desk;
use crate::text::t;

/// Import and export.
#[component]
pub fn Files(book: IntegrationId) -> impl IntoView {
    let app = App::get();
    let book = StoredValue::new(book);
    let export = move |format: ExportFormat| {
        spawn_local(async move {
            let book = book.get_value();
            let name = app.name_of(&book);
            match ask(Question::Export { book, format }).await {
                Ok(Answer::File { name, text }) => save(&name, &text),
                Ok(other) => app.say(why(&unexpected(&other), &name)),
                Err(error) => app.say(why(&error, &name)),
            }
        });
    };
    let import = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let Some(text) = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) else {
                return app.say(t("import_unreadable", &[&file.name()]));
            };
            let is_card = file.name().to_lowercase().ends_with(".vcf") || text.trim_start().to_uppercase().starts_with("BEGIN:VCARD");
            let format = if is_card { FileFormat::VCard } else { FileFormat::Csv };
            desk::import(ImportFile::new(book.get_value(), format, text));
            input.set_value("");
            app.say(t("import_began", &[&file.name()]));
        });
    };
    view! {
        <div class="actions files">
            <label class="button">
                {t("do_import", &[])}
                <input type="file" class="sr-only" accept=".csv,.vcf,text/csv,text/vcard" on:change=import />
            </label>
            <button on:click=move |_| export(ExportFormat::Csv)>{t("do_export_csv", &[])}</button>
            <button on:click=move |_| export(ExportFormat::VCard3)>{t("do_export_vcard", &[])}</button>
        </div>
    }
}

/// Offers a text as a download.
fn save(name: &str, text: &str) {
    let blob = Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into()));
    let Some(address) = blob.ok().and_then(|blob| Url::create_object_url_with_blob(&blob).ok()) else { return };
    let link = document().create_element("a").ok().and_then(|e| e.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has its own hold on the text by now.
    set_timeout(move || drop(Url::revoke_object_url(&address)), Duration::from_secs(60));
}
