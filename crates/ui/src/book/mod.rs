//! An address book: its contacts by name, one record with its timeline, editing, and files in and out.

mod edit;
mod files;
mod list;
mod timeline;

pub use list::Book;

use callscribe_core::book::BookContact;
use callscribe_core::integration::IntegrationId;
use callscribe_core::store::{Query, Store};
use leptos::prelude::*;

use crate::parts::{Empty, Skeleton, dynamic};
use crate::shelf;
use crate::text::t;
use edit::Edit;
use timeline::Record;

/// One contact, or the form for a new one.
#[component]
pub fn ContactScreen(book: IntegrationId, contact: Option<String>) -> impl IntoView {
    let edits = RwSignal::new(contact.is_none());
    let Some(id) = contact else { return view! { <Edit book contact=None edits /> }.into_any() };
    let query = Query::key(Store::Contacts, format!("{}>{id}", book.as_str()));
    let found = shelf::live(move || {
        let query = query.clone();
        async move { Some(shelf::find::<BookContact>(query).await?.into_iter().next()) }
    });
    let book = StoredValue::new(book);
    view! {
        {dynamic(move || match (found.get(), edits.get()) {
            (None, _) => view! { <Skeleton /> }.into_any(),
            (Some(None), _) => view! { <Empty title=t("contact_gone", &[]) words=t("contact_gone_words", &[]) /> }.into_any(),
            (Some(contact), true) => view! { <Edit book=book.get_value() contact edits /> }.into_any(),
            (Some(Some(contact)), false) => view! { <Record contact edits /> }.into_any(),
        })}
    }
    .into_any()
}
