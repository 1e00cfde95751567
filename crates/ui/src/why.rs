//! "Why?" (L4): what happens next with an entry, and the steps that led there.

use callscribe_core::case::{CallRow, Chip};
use callscribe_core::entry::{LogEntry, LogKey};
use callscribe_core::integration::Integration;
use callscribe_core::store::{Query, Store};
use callscribe_core::time::Millis;
use callscribe_core::views::why::{Value, Words, next, steps};
use leptos::prelude::*;

use crate::app::App;
use crate::calls::chip_words;
use crate::icon::Icon;
use crate::parts::{Empty, Link, Skeleton, dynamic};
use crate::text::{problem, t};
use crate::{shelf, time, who};

/// The screen: the entry that was asked about, then the others of its call.
#[component]
pub fn Why(key: LogKey) -> impl IntoView {
    let call = key.call.key();
    let found = shelf::live(move || {
        let queries = vec![Query::key(Store::Calls, &call), Query::prefix(Store::Entries, &format!("{call}>"))];
        async move {
            let answers = shelf::read(queries).await?;
            let row = shelf::records::<CallRow>(&answers[0]).pop();
            Some(row.map(|row| (row, shelf::records::<LogEntry>(&answers[1]))))
        }
    });
    let first = key.integration;
    dynamic(move || match found.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(None) => view! { <Empty title=t("why_gone", &[]) words=t("why_gone_words", &[]) /> }.into_any(),
        Some(Some((row, mut entries))) => {
            entries.sort_by_key(|entry| entry.key.integration != first);
            view! { <Shown row entries /> }.into_any()
        }
    })
}

#[component]
fn Shown(row: CallRow, entries: Vec<LogEntry>) -> impl IntoView {
    let app = App::get();
    let (glyph, class) = who::picture(&row.call);
    let when = time::point(row.call.start(), app.now.get_untracked());
    let about = format!("{when} · {}", who::outcome(&row.call));
    let is_final = row.call.is_final();
    let chips = row.face.chips.clone();
    let cards = entries.into_iter().map(|entry| {
        let chip = chips.iter().find(|chip| chip.integration == entry.key.integration).cloned();
        view! { <Entry entry chip is_final /> }
    });
    let cards = cards.collect_view();
    view! {
        <section class="whys" aria-label=t("why_title", &[])>
            <div class="about">
                <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
                <div>
                    <b dir="auto">{who::title(&row.call, &row.face)}</b>
                    <p class="muted">{about}</p>
                </div>
            </div>
            {cards}
        </section>
    }
}

/// One entry: what comes, then what was, newest first.
#[component]
fn Entry(entry: LogEntry, chip: Option<Chip>, is_final: bool) -> impl IntoView {
    let app = App::get();
    let id = entry.key.integration.clone();
    let integration = app.of_frame(move |f| f.integration(&id).cloned());
    let heading = format!("why-{}", entry.key.key());
    let labelled = heading.clone();
    let name = app.name_of(&entry.key.integration);
    let record = entry.record().and_then(|record| record.at.url.clone());
    let record = record.map(|href| view! { <Link href>{t("do_open_record", &[])}</Link> });
    let state = chip.map(|chip| {
        let name = name.clone();
        let look = move || chip_words(&chip.state, &name, app.now.get());
        let class = look().class;
        view! { <span class=class><Icon glyph=look().glyph /><span class="chip-label">{move || look().label}</span></span> }
    });
    let body = move || {
        let integration = integration.get()??;
        let now = app.now.get();
        let said = sentence(&next(&entry, &integration, is_final, now), &integration, now);
        let mut past = steps(&entry, &integration);
        past.reverse();
        let line = |(at, words): (Millis, Words)| {
            view! { <li><time>{time::exact(at, now)}</time><span dir="auto">{sentence(&words, &integration, now)}</span></li> }
        };
        Some(view! {
            <p class="next" data-testid="why-next">{said}</p>
            <ol class="steps-past plain" data-testid="why-steps">{past.into_iter().map(line).collect_view()}</ol>
        })
    };
    view! {
        <article class="thing" aria-labelledby=labelled data-testid="why-entry">
            <header class="why-head"><h2 id=heading dir="auto">{name.clone()}</h2>{state}{record}</header>
            {dynamic(body)}
        </article>
    }
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
