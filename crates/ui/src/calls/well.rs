//! "All logged up to 14:32" (I11), while nothing waits and every line is watched.

use callscribe_core::time::MINUTE;
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::dynamic;
use crate::text::t;
use crate::time;

/// The line over the list.
#[component]
pub fn Well() -> impl IntoView {
    // To the minute, so that it is shown anew once a minute.
    let up_to = App::get().of_frame(|frame| Frame::all_logged_up_to(frame).map(|at| at - at % MINUTE));
    dynamic(move || {
        up_to.get().flatten().map(|at| view! { <p class="muted" data-testid="all-logged">{t("all_logged", &[&time::clock(at)])}</p> })
    })
}
