//! Charts: bars that are buttons, each leading to its calls, and the same figures as a table for those who do not see them.

use callscribe_core::views::activity::Narrow;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::doing;
use crate::screen::Screen;

/// One figure of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Below the bar, or before it; may be empty where there is no room.
    pub short: String,
    /// What the figure is of, in full.
    pub name: String,
    /// How long the bar is.
    pub value: u32,
    /// The figure for eyes.
    pub figure: String,
    /// The calls it stands for.
    pub calls: Narrow,
}

/// Which way the bars grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Columns along time.
    Up,
    /// Lines, one below the other.
    Across,
}

/// A chart under its heading.
#[component]
pub fn Chart(#[prop(into)] title: String, #[prop(into)] figure: String, way: Way, bars: Vec<Bar>) -> impl IntoView {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let class = if way == Way::Up { "bars up" } else { "bars across" };
    let rows =
        bars.iter().map(|bar| view! { <tr><th scope="row">{bar.name.clone()}</th><td>{bar.figure.clone()}</td></tr> }).collect_view();
    view! {
        <figure class="chart" data-testid="chart">
            <figcaption><h2>{title.clone()}</h2></figcaption>
            <div class=class role="group" aria-label=title.clone()>
                {bars.iter().map(|bar| view! { <BarView way most bar=bar.clone() /> }).collect_view()}
            </div>
            <table class="sr-only">
                <caption>{title}</caption>
                <thead><tr><td></td><th scope="col">{figure}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </figure>
    }
}

#[component]
fn BarView(way: Way, most: u32, bar: Bar) -> impl IntoView {
    let app = App::get();
    let words = format!("{}: {}", bar.name, bar.figure);
    let long = f64::from(bar.value) / f64::from(most) * 100.0;
    let (calls, is_empty) = (bar.calls, bar.value == 0);
    let open = move |_| {
        app.narrow.set(Some(calls.clone()));
        app.go(Screen::Calls);
    };
    let (x, y, width, height) = match way {
        Way::Up => (0.0, 100.0 - long, 100.0, long),
        Way::Across => (0.0, 0.0, long, 100.0),
    };
    view! {
        <button class="chart-bar" aria-label=words.clone() title=words disabled=is_empty on:click=doing(open)>
            <span class="bar-name" aria-hidden="true" dir="auto">{bar.short}</span>
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect x=x.to_string() y=y.to_string() width=width.to_string() height=height.to_string() />
            </svg>
            {(way == Way::Across).then(|| view! { <span class="bar-figure" aria-hidden="true">{bar.figure}</span> })}
        </button>
    }
}
