//! When calls are logged by themselves: after a note, by the hourly digest, and after a gap (I3).

use callscribe_core::settings::{DigestSettings, Settings};
use leptos::prelude::*;

use super::controls::{Lock, Setting, locked};
use super::zone::{ZoneOffer, Zones};
use super::{Choice, Group, change};
use crate::app::App;
use crate::parts::{Field, doing, live};
use crate::text::{count, t};

/// The longest delay, in minutes (B1).
const LONGEST: u8 = 10;

/// Delay, digest and catch-up.
#[component]
pub fn Timing() -> impl IntoView {
    let app = App::get();
    let settings = app.of_frame(|f| f.settings.clone());
    let delay = move || settings.get().map_or(0, |s| usize::from(s.delay_minutes.saturating_sub(1)));
    let minutes = (1..=LONGEST).map(|n| count(n.into(), "minutes_one", "minutes_many")).collect();
    let set_delay = move |at: usize| {
        let minutes = u8::try_from(at + 1).unwrap_or(LONGEST);
        change(app, |s| s.delay_minutes = minutes);
    };
    view! {
        <Group id="settings-timing" title=t("settings_timing", &[])>
            <Choice
                id="delay"
                label=t("delay_label", &[])
                words=t("delay_words", &[])
                options=minutes
                chosen=delay
                set=set_delay
                place="/delay_minutes"
            />
            <Setting label=t("catch_up_label", &[]) words=t("catch_up_words", &[]) place="/catch_up" at=|s| &mut s.catch_up />
            <Setting label=t("digest_label", &[]) words=t("digest_words", &[]) place="/digest/on" at=|s| &mut s.digest.on />
            <div class="columns">
                <Hour id="quiet-from" label=t("quiet_from_label", &[]) place="/digest/quiet_from" at=|s| &mut s.digest.quiet_from />
                <Hour id="quiet-to" label=t("quiet_to_label", &[]) place="/digest/quiet_to" at=|s| &mut s.digest.quiet_to />
            </div>
            <p class="muted">{t("quiet_words", &[])}</p>
            <Zones />
            <ZoneOffer />
        </Group>
    }
}

/// A time of day, in minutes after midnight.
#[component]
fn Hour(id: &'static str, #[prop(into)] label: String, place: &'static str, at: fn(&mut Settings) -> &mut u16) -> impl IntoView {
    let app = App::get();
    let lock = locked(place);
    let minutes = app.of_frame(move |f| *at(&mut f.settings.clone()));
    let shown = move || minutes.get().map_or_else(String::new, |m| format!("{:02}:{:02}", m / 60, m % 60));
    let take = move |event| {
        if let Some(minutes) = from_field(&event_target_value(&event)) {
            change(app, |s| *at(s) = minutes);
        }
    };
    view! {
        <Field id label>
            <input id=id type="time" prop:value=live(shown) disabled=lock on:change=doing(take) />
            <Lock is=lock />
        </Field>
    }
}

/// `07:30` in minutes after midnight, as the browser's field gives it.
fn from_field(typed: &str) -> Option<u16> {
    let (hours, minutes) = typed.split_once(':')?;
    Some(hours.parse::<u16>().ok()? * 60 + minutes.get(..2)?.parse::<u16>().ok()?)
}

/// Whether the quiet hours are still those nobody chose.
pub fn is_untouched(digest: &DigestSettings) -> bool {
    *digest == DigestSettings { on: digest.on, ..DigestSettings::default() }
}
