//! What time it is, and the table of a zone's offsets as this browser's `Intl` knows it.

use callscribe_core::time::{MINUTE, Millis, Zone};
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::js::BrowserError;

const DAY: Millis = 24 * 60 * MINUTE;
/// A table reaches this far back …
const BACK: Millis = 40 * DAY;
/// … and this far ahead.
const AHEAD: Millis = 760 * DAY;
/// No zone changes its offset twice within this time.
const STEP: Millis = 7 * DAY;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;

    /// `Intl.supportedValuesOf`, which js-sys does not bind.
    #[wasm_bindgen(js_namespace = Intl, js_name = supportedValuesOf)]
    fn supported_values(key: &str) -> Array;
}

/// Wall-clock time in ms since the epoch, UTC. May jump.
pub fn wall() -> Millis {
    Date::now() as Millis
}

/// Milliseconds since this worker or page began. Never jumps back.
pub fn life() -> Millis {
    performance_now() as Millis
}

/// The IANA name of the zone the browser is in.
pub fn own_zone() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok().and_then(|name| name.as_string()).unwrap_or_else(|| "UTC".into())
}

/// The IANA names of all zones this browser knows.
pub fn zone_names() -> Vec<String> {
    supported_values("timeZone").iter().filter_map(|name| name.as_string()).collect()
}

/// The offsets of a zone from 40 days before `now` to 760 days after it.
///
/// # Errors
/// When the browser does not know the zone.
pub fn zone(name: &str, now: Millis) -> Result<Zone, BrowserError> {
    let format = offset_format(name)?;
    let offset_at = |at: Millis| offset_in(&format.format(at as f64));
    Ok(Zone { name: name.into(), transitions: transitions(now - BACK, now + AHEAD, offset_at) })
}

/// The first offset and every change of it, to the minute. Zones change on whole minutes, so the search walks on them.
fn transitions(from: Millis, to: Millis, offset_at: impl Fn(Millis) -> i32) -> Vec<(Millis, i32)> {
    let mut at = from - from.rem_euclid(MINUTE);
    let mut old = offset_at(at);
    let mut known = vec![(at, old)];
    while at < to {
        let next = at + STEP;
        let new = offset_at(next);
        if new != old {
            known.push((first_minute(at, next, |minute| offset_at(minute) != old), new));
        }
        (at, old) = (next, new);
    }
    known
}

/// The first minute after `before` at which `changed` holds, found by bisection; at `after` it does.
fn first_minute(mut before: Millis, mut after: Millis, changed: impl Fn(Millis) -> bool) -> Millis {
    while after - before > MINUTE {
        let middle = before + (after - before) / MINUTE / 2 * MINUTE;
        if changed(middle) { after = middle } else { before = middle }
    }
    after
}

/// Writes an instant as a date that ends in the zone's offset, such as `11/21/2026, GMT-05:00`.
fn offset_format(zone: &str) -> Result<OffsetFormat, BrowserError> {
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into())?;
    Reflect::set(&options, &"timeZoneName".into(), &"longOffset".into())?;
    Ok(OffsetFormat::new("en-US", &options)?)
}

#[wasm_bindgen]
extern "C" {
    /// `Intl.DateTimeFormat`, of which js-sys can neither report an unknown zone nor format a number.
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type OffsetFormat;

    #[wasm_bindgen(constructor, js_namespace = Intl, js_class = "DateTimeFormat", catch)]
    fn new(locale: &str, options: &Object) -> Result<OffsetFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &OffsetFormat, at: f64) -> String;
}

/// Seconds east of UTC in what `longOffset` wrote: `GMT`, `GMT+01:00`, `GMT-00:01:15`.
fn offset_in(text: &str) -> i32 {
    let Some((_, offset)) = text.rsplit_once("GMT") else { return 0 };
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let parts = offset.trim_start_matches(['+', '-']).split(':').map(|part| part.parse().unwrap_or(0));
    sign * parts.zip([3600, 60, 1]).map(|(count, seconds): (i32, i32)| count * seconds).sum::<i32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_read_as_intl_writes_it() {
        for (text, seconds) in
            [("11/21/2026, GMT-05:00", -18_000), ("11/21/2026, GMT+05:45", 20_700), ("11/21/2026, GMT", 0), ("1/1/1900, GMT-00:01:15", -75)]
        {
            assert_eq!(offset_in(text), seconds, "{text}");
        }
    }

    #[test]
    fn every_change_is_found_at_its_minute() {
        let (forth, back) = (100 * DAY + 37 * MINUTE, 131 * DAY + 61 * MINUTE);
        let offset_at = |at: Millis| if (forth..back).contains(&at) { 3600 } else { 0 };
        assert_eq!(transitions(90 * DAY + 1234, 200 * DAY, offset_at), [(90 * DAY, 0), (forth, 3600), (back, 0)]);
    }

    #[test]
    fn a_zone_without_changes_has_one_offset() {
        assert_eq!(transitions(0, AHEAD, |_| 20_700), [(0, 20_700)]);
    }
}
