//! What a log says, part by part (I6), with a line to see it by.

use callscribe_core::settings::{Content as Parts, DateFormat};
use callscribe_core::views::example::{Sample, record};
use leptos::prelude::*;

use super::controls::place_of;
use super::{Choice, Fold, Tick, change};
use crate::app::App;
use crate::text::t;
use crate::time;

const DATES: [DateFormat; 3] = [DateFormat::YearMonthDay, DateFormat::MonthDayYear, DateFormat::DayMonthYear];

/// A part of a log: its name, its place in the settings, how it is read and set.
type Part = (&'static str, &'static str, fn(&mut Parts) -> &mut bool);

const PARTS: [Part; 8] = [
    ("content_note", "/content/note", |c| &mut c.note),
    ("content_subject", "/content/subject", |c| &mut c.subject),
    ("content_number", "/content/number", |c| &mut c.number),
    ("content_time", "/content/time", |c| &mut c.time),
    ("content_duration", "/content/duration", |c| &mut c.duration),
    ("content_result", "/content/result", |c| &mut c.result),
    ("content_recording", "/content/recording", |c| &mut c.recording),
    ("content_agent", "/content/agent", |c| &mut c.agent),
];

/// The group.
#[component]
pub fn Content() -> impl IntoView {
    let app = App::get();
    let content = app.of_frame(|f| f.settings.content);
    let example = move || {
        let at = app.now.get_untracked();
        let sample = Sample { name: t("example_name", &[]), note: t("example_note", &[]), at, offset: time::offset(at) };
        content.get().map(|content| record(&content, &sample))
    };
    let part = move |(name, place, field): Part| {
        let on = move || content.get().is_some_and(|mut content| *field(&mut content));
        let set = move |on: bool| change(app, |s| *field(&mut s.content) = on);
        view! { <Tick label=t(name, &[]) on set place /> }
    };
    view! {
        <Fold id="settings-content" title=t("settings_content", &[]) words=t("settings_content_words", &[])>
            <fieldset class="ticks">
                <legend class="label">{t("content_label", &[])}</legend>
                {PARTS.into_iter().map(part).collect_view()}
            </fieldset>
            <div class="columns">
                <Choice
                    id="date-format"
                    label=t("date_label", &[])
                    words=t("date_words", &[])
                    options=vec![t("date_ymd", &[]), t("date_mdy", &[]), t("date_dmy", &[])]
                    chosen=move || content.get().map_or(0, |c| place_of(&DATES, &c.date_format))
                    set=move |at: usize| change(app, |s| s.content.date_format = DATES[at])
                    place="/content/date_format"
                />
                <Choice
                    id="clock-format"
                    label=t("clock_label", &[])
                    words=t("clock_words", &[])
                    options=vec![t("clock_24", &[]), t("clock_12", &[])]
                    chosen=move || content.get().map_or(0, |c| usize::from(c.twelve_hours))
                    set=move |at: usize| change(app, |s| s.content.twelve_hours = at == 1)
                    place="/content/twelve_hours"
                />
            </div>
            <figure class="example">
                <figcaption class="label">{t("example_label", &[])}</figcaption>
                <p class="pre" dir="auto" data-testid="example">{example}</p>
            </figure>
        </Fold>
    }
}
