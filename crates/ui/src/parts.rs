//! Small parts that several screens are made of.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::text::t;

/// A link to a page outside; only http and https lead anywhere, whatever a CRM gave us.
#[component]
pub fn Link(href: String, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let safe = href.starts_with("https://") || href.starts_with("http://");
    view! { <a class=class href=safe.then_some(href) target="_blank" rel="noopener noreferrer">{children()}</a> }
}

/// A button with a picture and words for those who do not see it.
#[component]
pub fn IconButton(glyph: Glyph, #[prop(into)] words: String, on_click: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button
            class="icon-button"
            aria-label=words.clone()
            title=words
            on:click=move |event| {
                event.stop_propagation();
                on_click();
            }
        >
            <Icon glyph />
        </button>
    }
}

/// A labelled field with its error beside it.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let (error_id, hint_id) = (format!("{id}-error"), format!("{id}-hint"));
    view! {
        <div class="field" class:bad=move || error.get().is_some()>
            <label for=id>{label}</label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <small id=hint_id>{hint}</small> })}
            {dynamic(move || error.get().map(|words| view! { <p class="field-error" id=error_id.clone() role="alert">{words}</p> }))}
        </div>
    }
}

/// An empty screen that says what would be here.
#[component]
pub fn Empty(#[prop(into)] title: String, #[prop(into)] words: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <div class="empty" tabindex="-1" data-testid="empty">
            <h2>{title}</h2>
            <p>{words}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Rows that stand in for what is being read; a screen reader hears that it loads.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=t("loading", &[])>
            {(0..6).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
        </div>
    }
}

/// Copies a text and says so.
pub fn copy(app: App, text: String) {
    spawn_local(async move {
        let Some(window) = web_sys::window() else { return };
        let written = wasm_bindgen_futures::JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
        app.say(if written.is_ok() { t("copied", &[&text]) } else { t("not_copied", &[&text]) });
    });
}

/// Opens a page of an integration in a new tab.
pub fn open_page(url: &str) {
    if url.starts_with("https://") || url.starts_with("http://") {
        // The page opens or the browser says why not.
        let _ = web_sys::window().map(|w| w.open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer"));
    }
}

/// Focuses the element of this id as soon as it is drawn, without scrolling the page.
pub fn focus(id: String) {
    request_animation_frame(move || {
        let element = web_sys::window().and_then(|w| w.document()?.get_element_by_id(&id));
        if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // An element that cannot be focused any more is gone.
            let _ = element.focus();
        }
    });
}

/// Focuses the first element that matches as soon as it is drawn.
pub fn focus_first(selector: &'static str) {
    request_animation_frame(move || {
        let element = web_sys::window().and_then(|w| w.document()?.query_selector(selector).ok()?);
        if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            // As above.
            let _ = element.focus();
        }
    });
}

/// Whether the focus leaves the element for good, not only for another one inside it.
pub fn leaves(event: &web_sys::FocusEvent) -> bool {
    let own = event.current_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
    let next = event.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
    !own.is_some_and(|own| own.contains(next.as_ref()) && next.is_some())
}

/// Whether keys are being typed into a field.
pub fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|e| {
        let kind = e.get_attribute("type").unwrap_or_default();
        matches!(e.tag_name().as_str(), "TEXTAREA" | "SELECT") || e.tag_name() == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio")
    })
}

/// Whether a key is pressed alone.
pub fn is_plain(event: &web_sys::KeyboardEvent) -> bool {
    !event.ctrl_key() && !event.alt_key() && !event.meta_key()
}

/// What a closure shows, under one type for all closures: each type of its own would cost some kilobytes.
pub fn dynamic<V: IntoView + 'static>(mut show: impl FnMut() -> V + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || show().into_any())
}

/// Shows its children while something holds; one type for all of them, unlike `Show`.
#[component]
pub fn When(#[prop(into)] is: Signal<bool>, children: ChildrenFn, #[prop(optional, into)] otherwise: ViewFn) -> impl IntoView {
    let is = Memo::new(move |_| is.get());
    dynamic(move || if is.get() { children() } else { otherwise.run() })
}
