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
            on:click=doing(move |event: web_sys::MouseEvent| {
                event.stop_propagation();
                on_click();
            })
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
        <div class="field" class:bad=live(move || error.get().is_some())>
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
    let said = t("copied", &[&text]);
    copy_and_say(app, text, said);
}

/// Copies a text and says this.
pub fn copy_and_say(app: App, text: String, said: String) {
    spawn_local(async move {
        let Some(window) = web_sys::window() else { return };
        let written = wasm_bindgen_futures::JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
        app.say(if written.is_ok() { said } else { t("not_copied", &[&text]) });
    });
}

/// Opens a page of an integration in a new tab.
pub fn open_page(url: &str) {
    if url.starts_with("https://") || url.starts_with("http://") {
        // The page opens or the browser says why not.
        let _ = web_sys::window().map(|w| w.open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer"));
    }
}

/// True the first time only. What is opened asynchronously is opened once: a second opening would take away what was typed after the first.
pub fn first_time() -> impl Fn() -> bool + Copy {
    let before = StoredValue::new(false);
    move || !before.try_update_value(|before| std::mem::replace(before, true)).unwrap_or(true)
}

/// Focuses the element of this id: at once, so that the next key is typed there, or in the next frame if it is not there yet.
pub fn focus(id: String) {
    if !focus_it(document().get_element_by_id(&id)) {
        request_animation_frame(move || {
            focus_it(document().get_element_by_id(&id));
        });
    }
}

/// Focuses the element of this id unless the person types in a field already.
pub fn begin_at(id: &str) {
    let types = document().active_element().is_some_and(|element| is_field(&element));
    if !types {
        focus(id.to_owned());
    }
}

/// Gives the focus back to a field that is drawn anew.
pub fn keep_focus() {
    if let Some(field) = document().active_element().filter(is_field) {
        request_animation_frame(move || {
            if crate::focus::is_nowhere() {
                focus(field.id());
            }
        });
    }
}

/// Focuses the first element that matches once what changes now is drawn.
pub fn focus_first(selector: &'static str) {
    request_animation_frame(move || {
        focus_it(document().query_selector(selector).ok().flatten());
    });
}

/// Whether it took the focus: what is disabled does not.
fn focus_it(element: Option<web_sys::Element>) -> bool {
    if let Some(element) = element.as_ref().and_then(|e| e.dyn_ref::<HtmlElement>()) {
        // An element that cannot be focused is told by where the focus is.
        let _ = element.focus();
    }
    element.is_some() && document().active_element() == element
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
    target.is_some_and(|e| is_field(&e))
}

fn is_field(element: &web_sys::Element) -> bool {
    let kind = element.get_attribute("type").unwrap_or_default();
    matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || element.tag_name() == "INPUT" && !matches!(kind.as_str(), "checkbox" | "radio")
}

/// Ctrl+Enter saves a form, Escape leaves it.
pub fn form_keys(save: impl Fn() + 'static, leave: impl Fn() + 'static) -> impl Fn(web_sys::KeyboardEvent) + 'static {
    move |event| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            save();
        }
        "Escape" => {
            event.prevent_default();
            leave();
        }
        _ => {}
    }
}

/// Whether a key is pressed alone.
pub fn is_plain(event: &web_sys::KeyboardEvent) -> bool {
    !event.ctrl_key() && !event.alt_key() && !event.meta_key()
}

/// What a closure shows, under one type for all closures: each type of its own would cost some kilobytes.
pub fn dynamic<V: IntoView + 'static>(mut show: impl FnMut() -> V + Send + 'static) -> Box<dyn FnMut() -> AnyView + Send> {
    Box::new(move || show().into_any())
}

/// What an event does, under one type for all events of a kind.
pub fn doing<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

/// An attribute that changes, under one type for all of its kind.
pub fn live<T: 'static>(read: impl FnMut() -> T + Send + 'static) -> Box<dyn FnMut() -> T + Send> {
    Box::new(read)
}

/// A memo whose code is there once for each type, not once for each memo.
pub fn memo<T: PartialEq + Send + Sync + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    remembered(Box::new(read))
}

fn remembered<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| read())
}

/// An effect whose code is there once, not once for each effect.
pub fn effect(act: impl FnMut() + 'static) {
    run(Box::new(act));
}

fn run(act: Box<dyn FnMut()>) {
    Effect::new(act);
}

/// Shows its children while something holds; one type for all of them, unlike `Show`.
#[component]
pub fn When(#[prop(into)] is: Signal<bool>, children: ChildrenFn, #[prop(optional, into)] otherwise: ViewFn) -> impl IntoView {
    let is = memo(move || is.get());
    dynamic(move || if is.get() { children() } else { otherwise.run() })
}
