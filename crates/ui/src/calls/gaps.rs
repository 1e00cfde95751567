//! Times in which calls may have been missed (E1), said until they were read.

use callscribe_core::account::{Gap, PhoneAccount};
use callscribe_core::command::Command;
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::doing;
use crate::text::t;
use crate::{desk, time};

/// One line per account with gaps nobody has seen.
#[component]
pub fn Gaps() -> impl IntoView {
    let app = App::get();
    let accounts = app.of_frame(Frame::shown_lines);
    move || {
        let with_gaps = accounts.get().unwrap_or_default().into_iter().filter(|a| a.gaps.iter().any(|gap| !gap.seen));
        with_gaps.map(|account| view! { <Line account /> }).collect_view()
    }
}

#[component]
fn Line(account: PhoneAccount) -> impl IntoView {
    let app = App::get();
    let unseen: Vec<Gap> = account.gaps.iter().filter(|g| !g.seen).cloned().collect();
    let words = unseen.last().map(|gap| {
        let now = app.now.get_untracked();
        t("gap_line", &[&time::moment(gap.from, now), &time::moment(gap.to, now), &account.name])
    });
    let more = (unseen.len() > 1).then(|| t("gap_more", &[&(unseen.len() - 1).to_string()]));
    let seen = move |_| desk::command(Command::GapsSeen(account.id.clone()));
    view! {
        <div class="notice" role="status" data-testid="gap">
            <p>{words} " " {more}</p>
            <button class="quiet" on:click=doing(seen)>{t("do_understood", &[])}</button>
        </div>
    }
}
