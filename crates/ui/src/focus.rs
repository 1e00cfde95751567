//! Where the keys go: while an agent works with them, they never go nowhere.

use leptos::ev;
use leptos::html::Main;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{MutationObserver, MutationObserverInit};

/// Gives the keys to the screen as a whole when what had them is gone and nothing else takes them, so that Tab goes on from there.
pub fn keep(main: NodeRef<Main>) {
    let by_keys = StoredValue::new(false);
    window_event_listener(ev::keydown, move |_| by_keys.set_value(true));
    window_event_listener(ev::pointerdown, move |_| by_keys.set_value(false));
    let look = Closure::<dyn FnMut()>::new(move || {
        if by_keys.get_value() && is_nowhere() {
            catch(main);
        }
    });
    let how = MutationObserverInit::new();
    how.set_child_list(true);
    how.set_subtree(true);
    // Without an observer Tab begins at the top of the page.
    let _ = MutationObserver::new(look.as_ref().unchecked_ref()).and_then(|eye| eye.observe_with_options(&document(), &how));
    // As long as the page.
    look.forget();
}

/// After two frames: what is drawn now may take the keys itself.
fn catch(main: NodeRef<Main>) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            if let Some(main) = main.get_untracked().filter(|_| is_nowhere()) {
                // A screen that cannot be focused leaves the keys with the page.
                let _ = main.focus();
            }
        });
    });
}

/// Whether nothing in particular has the keys.
pub fn is_nowhere() -> bool {
    document().active_element().is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"))
}
