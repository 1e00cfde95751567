//! Texts offered as downloads.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Offers these texts, one after the other, as a file.
pub fn save(name: &str, texts: &js_sys::Array) {
    let blob = Blob::new_with_str_sequence(texts);
    let Some(address) = blob.ok().and_then(|blob| Url::create_object_url_with_blob(&blob).ok()) else { return };
    let link = document().create_element("a").ok().and_then(|e| e.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has its own hold on the texts by now.
    set_timeout(move || drop(Url::revoke_object_url(&address)), Duration::from_secs(60));
}
