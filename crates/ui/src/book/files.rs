//! Files in and out: CSV and vCard.

use callscribe_core::book::ExportFormat;
use callscribe_core::desk::{FileFormat, ImportFile};
use callscribe_core::integration::IntegrationId;
use callscribe_core::question::{Answer, Question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

use crate::app::App;
use crate::ask::{ask, unexpected, why};
use crate::desk;
use crate::download::save;
use crate::parts::doing;
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
                Ok(Answer::File { name, text }) => save(&name, &js_sys::Array::of1(&text.into())),
                Ok(other) => app.say(why(&unexpected(&other), &name)),
                Err(error) => app.say(why(&error, &name)),
            }
        });
    };
    let import = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        let book = book.get_value();
        spawn_local(async move {
            let Some(text) = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) else {
                return app.say(t("import_unreadable", &[&file.name()]));
            };
            let is_card = file.name().to_lowercase().ends_with(".vcf") || text.trim_start().to_uppercase().starts_with("BEGIN:VCARD");
            let format = if is_card { FileFormat::VCard } else { FileFormat::Csv };
            desk::import(ImportFile::new(book, format, text));
            input.set_value("");
            app.say(t("import_began", &[&file.name()]));
        });
    };
    view! {
        <div class="actions files">
            <label class="button">
                {t("do_import", &[])}
                <input type="file" class="sr-only" accept=".csv,.vcf,text/csv,text/vcard" on:change=doing(import) />
            </label>
            <button on:click=doing(move |_| export(ExportFormat::Csv))>{t("do_export_csv", &[])}</button>
            <button on:click=doing(move |_| export(ExportFormat::VCard3))>{t("do_export_vcard", &[])}</button>
        </div>
    }
}
