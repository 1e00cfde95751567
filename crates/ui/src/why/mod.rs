//! "Why?" (L4): what happens next with an entry, what can be done about it, and the steps that led there.

mod acts;
mod change;

use callscribe_core::case::{CallRow, Case, Chip};
use callscribe_core::entry::LogKey;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::order::InOrder;
use callscribe_core::time::Millis;
use callscribe_core::views::why::{Value, Words, next, steps};
use leptos::prelude::*;

use crate::app::App;
use crate::calls::chip_look;
use crate::icon::Icon;
use crate::parts::{Empty, Link, Skeleton, When, dynamic, memo};
use crate::text::{problem, t};
use crate::{shelf, time, who};
use acts::Acts;
use change::ChangeContact;

/// The screen: the entry that was asked about, then the others of its call.
#[component]
pub fn Why(key: LogKey) -> impl IntoView {
    let call = key.call.clone();
    let found = shelf::live(move || shelf::case(call.clone()));
    let stands = memo(move || found.with(|found| found.as_ref().map(Option::is_some)));
    let first = StoredValue::new(key.integration);
    dynamic(move || match stands.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(false) => view! { <Empty title=t("why_gone", &[]) words=t("why_gone_words", &[]) /> }.into_any(),
        Some(true) => view! { <Shown found first=first.get_value() /> }.into_any(),
    })
}

/// The call and its entries; each stays the same element while it changes.
#[component]
fn Shown(found: RwSignal<Option<Option<Case>>>, first: IntegrationId) -> impl IntoView {
    let keys = memo(move || {
        let entries = found.with(|found| found.iter().flatten().flat_map(|case| case.entries.clone()).collect::<Vec<_>>());
        let mut keys: Vec<LogKey> = entries.into_iter().map(|entry| entry.key).collect();
        keys.order_by_key(|key| key.integration != first);
        keys
    });
    view! {
        <section class="whys" aria-label=t("why_title", &[])>
            {dynamic(move || found.get().flatten().map(|case| view! { <About row=case.row() /> }))}
            <For each=move || keys.get() key=LogKey::clone let:key><Entry found key /></For>
        </section>
    }
}

#[component]
fn About(row: CallRow) -> impl IntoView {
    let app = App::get();
    let (glyph, class) = who::picture(&row.call);
    let when = time::point(row.call.start(), app.now.get_untracked());
    let about = format!("{when} · {}", who::outcome(&row.call));
    view! {
        <div class="about">
            <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
            <div>
                <b dir="auto">{who::title(&row.call, &row.face)}</b>
                <p class="muted">{about}</p>
            </div>
        </div>
    }
}

/// One entry: what comes, what can be done, then what was, newest first.
#[component]
fn Entry(found: RwSignal<Option<Option<Case>>>, key: LogKey) -> impl IntoView {
    let app = App::get();
    let id = key.integration.clone();
    let integration = app.of_frame(move |f| f.integration(&id).cloned());
    let heading = format!("why-{}", key.key());
    let labelled = heading.clone();
    let name = StoredValue::new(app.name_of(&key.integration));
    let case = move || found.with(|found| found.as_ref().and_then(Option::as_ref).cloned());
    let call = StoredValue::new(found.with_untracked(|found| found.as_ref().and_then(Option::as_ref).map(|case| case.call.clone()))?);
    let entry = memo(move || case().and_then(|case| case.entry(&key.integration).cloned()));
    let is_final = memo(move || case().is_some_and(|case| case.call.is_final()));
    let changing = RwSignal::new(false);
    let state = move || {
        let chip = Chip::of(&entry.get()?, is_final.get());
        let look = chip_look(app, &chip);
        let title = look.full.clone();
        Some(view! {
            <span class=look.class title=title>
                <Icon glyph=look.glyph />
                <span class="chip-label" aria-hidden="true">{look.label}</span>
                <span class="sr-only">{look.full}</span>
            </span>
        })
    };
    let record = move || {
        let href = entry.with(|entry| entry.as_ref().and_then(|entry| entry.record()?.at.url.clone()))?;
        Some(view! { <Link href>{t("do_open_record", &[])}</Link> })
    };
    let coming = move || {
        let (entry, integration, call) = (entry.get()?, integration.get()??, case()?.call);
        let now = app.now.get();
        Some(sentence(&next(&entry, &integration, &call, now), &integration, now))
    };
    let past = move || {
        let (entry, integration) = (entry.get()?, integration.get()??);
        let now = app.now.get_untracked();
        let line = |(at, words): (Millis, Words)| {
            view! { <li><time>{time::exact(at, now)}</time><span dir="auto">{sentence(&words, &integration, now)}</span></li> }
        };
        Some(steps(&entry, &integration).into_iter().rev().map(line).collect_view())
    };
    Some(view! {
        <article class="thing" aria-labelledby=labelled data-testid="why-entry">
            <header class="why-head"><h2 id=heading dir="auto">{name.get_value()}</h2>{dynamic(state)}{dynamic(record)}</header>
            <p class="next" data-testid="why-next">{coming}</p>
            <Acts entry call changing />
            <When is=move || changing.get()>
                {move || entry.get_untracked().map(|entry| view! { <ChangeContact entry open=changing /> })}
            </When>
            <ol class="steps-past plain" data-testid="why-steps">{dynamic(past)}</ol>
        </article>
    })
}

/// A sentence of core, written out.
fn sentence(words: &Words, integration: &Integration, now: Millis) -> String {
    let values: Vec<String> = words.values.iter().map(|value| written(value, integration, now)).collect();
    t(words.text, &values.iter().map(String::as_str).collect::<Vec<_>>())
}

fn written(value: &Value, integration: &Integration, now: Millis) -> String {
    match value {
        Value::Plain(text) => text.clone(),
        Value::Time(at) => time::point(*at, now),
        Value::Problem(error) => problem(error, &integration.name),
        Value::Words(words) => sentence(words, integration, now),
    }
}
