//! What an administrator set through the browser's managed storage: it counts over the agent's own choice and is shown locked (I9).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Settings;
use crate::json;
use crate::order::OrdMap;

/// Settings an administrator set, by their place in [`Settings`], a JSON pointer such as `/digest/quiet_from`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Managed(OrdMap<String, Value>);

impl Managed {
    /// Reads what the browser hands over. What is no setting, or is of another kind than the setting, is left out: it locks nothing.
    pub fn read(values: &Map<String, Value>) -> Self {
        let mut flat = OrdMap::new();
        flatten("", values, &mut flat);
        flat.retain(|place, value| place != "/welcomed" && with(&Settings::default(), [(place.as_str(), &*value)]).is_some());
        Self(flat)
    }

    /// Whether an administrator set what stands at this place.
    pub fn locks(&self, place: &str) -> bool {
        self.0.contains_key(place)
    }

    fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(place, value)| (place.as_str(), value))
    }
}

/// The settings that count: the administrator's where there are any, else the agent's own.
pub fn effective(own: &Settings, managed: &Managed) -> Settings {
    with(own, managed.values()).unwrap_or_else(|| own.clone()).tidy()
}

/// Settings as an agent changed them, with the own choice kept wherever an administrator's hides it.
pub fn changed(own: &Settings, new: &Settings, managed: &Managed) -> Settings {
    let was = json::to_value(own);
    let hidden = managed.values().filter_map(|(place, _)| Some((place, was.pointer(place)?)));
    with(new, hidden).unwrap_or_else(|| new.clone()).tidy()
}

/// Settings with these values in place; `None` where one has no place, or is of another kind.
fn with<'a>(settings: &Settings, values: impl IntoIterator<Item = (&'a str, &'a Value)>) -> Option<Settings> {
    let mut whole = json::to_value(settings);
    for (place, value) in values {
        *whole.pointer_mut(place)? = value.clone();
    }
    json::from_value(&whole).ok()
}

fn flatten(above: &str, values: &Map<String, Value>, flat: &mut OrdMap<String, Value>) {
    for (name, value) in values {
        let place = format!("{above}/{name}");
        match value {
            Value::Object(inner) => flatten(&place, inner, flat),
            other => drop(flat.insert(place, other.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::OrdSet;
    use serde_json::json;

    fn managed(values: Value) -> Managed {
        Managed::read(values.as_object().unwrap())
    }

    #[test]
    fn i9_what_an_administrator_set_counts_and_the_rest_stays_the_agents() {
        let own = Settings { delay_minutes: 5, log_internal: true, ..Settings::default() };
        let managed = managed(json!({ "delay_minutes": 2, "digest": { "quiet_from": 0 }, "keep_days": 90 }));
        let now = effective(&own, &managed);
        assert_eq!((now.delay_minutes, now.log_internal, now.digest.quiet_from, now.keep_days), (2, true, 0, Some(90)));
        assert_eq!(now.digest.quiet_to, own.digest.quiet_to);
        assert!(managed.locks("/digest/quiet_from") && !managed.locks("/digest/quiet_to") && !managed.locks("/log_internal"));
    }

    #[test]
    fn i9_what_does_not_fit_locks_nothing_and_spoils_nothing() {
        let managed = managed(json!({ "delay_minutes": "soon", "unheard_of": 1, "digest": false, "welcomed": true, "log_missed": false }));
        for place in ["/delay_minutes", "/unheard_of", "/digest", "/welcomed"] {
            assert!(!managed.locks(place), "{place}");
        }
        assert_eq!(effective(&Settings::default(), &managed), Settings { log_missed: false, ..Settings::default() });
    }

    #[test]
    fn i9_the_own_choice_is_there_again_once_it_is_no_longer_locked() {
        let own = Settings { delay_minutes: 5, ..Settings::default() };
        let managed = managed(json!({ "delay_minutes": 2 }));
        let new = Settings { log_internal: true, ..effective(&own, &managed) };
        assert_eq!(changed(&own, &new, &managed), Settings { log_internal: true, ..own });
    }

    #[test]
    fn i9_the_schema_the_browser_checks_policies_by_names_every_setting_and_nothing_else() {
        let schema: Value = serde_json::from_str(include_str!("../../../../static/managed_schema.json")).unwrap();
        let mut settings = serde_json::to_value(Settings::default()).unwrap();
        settings.as_object_mut().unwrap().remove("welcomed");
        same_names(&schema, &settings, "");
    }

    fn same_names(schema: &Value, settings: &Value, place: &str) {
        let (Some(properties), Some(fields)) = (schema["properties"].as_object(), settings.as_object()) else {
            let kind = schema["type"].as_str().unwrap();
            let fits = match settings {
                Value::Bool(_) => kind == "boolean",
                Value::Number(_) | Value::Null => kind == "integer",
                Value::Array(_) => kind == "array",
                _ => kind == "string",
            };
            return assert!(fits, "{place} is no {kind}");
        };
        assert_eq!(properties.keys().collect::<OrdSet<_>>(), fields.keys().collect::<OrdSet<_>>(), "below {place}");
        for (name, field) in fields {
            same_names(&properties[name], field, &format!("{place}/{name}"));
            for word in properties[name]["enum"].as_array().into_iter().flatten() {
                let path = format!("{place}/{name}");
                assert!(with(&Settings::default(), [(path.as_str(), word)]).is_some(), "{path} = {word}");
            }
        }
    }
}
