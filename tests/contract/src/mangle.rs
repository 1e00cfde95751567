//! Breaks answers in thousands of ways, the same ones every time.

use serde_json::{Value, json};

/// How many broken inputs are tried: `few`, or what `MANGLED` says.
pub fn inputs(few: u64) -> u64 {
    std::env::var("MANGLED").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

/// A small generator of numbers: the same ones every time.
pub struct Dice(u64);

impl Dice {
    /// One that begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`; 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// Breaks a body: cut, bytes changed, or a value of its JSON replaced or left out.
pub fn broken(body: &str, dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => String::from_utf8_lossy(&body.as_bytes()[..dice.below(body.len())]).into_owned(),
        1 => {
            let mut bytes = body.as_bytes().to_vec();
            for _ in 0..=dice.below(4) {
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(dice.below(256)).unwrap_or(0);
                }
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => {
            let Ok(mut json) = serde_json::from_str::<Value>(body) else { return format!("{{{body}") };
            replace_one(&mut json, dice);
            json.to_string()
        }
    }
}

/// Replaces one value, somewhere inside, by one of another kind, or leaves it out; never by `true`.
fn replace_one(json: &mut Value, dice: &mut Dice) {
    let go_in = dice.below(3) > 0;
    match json {
        Value::Object(map) if !map.is_empty() => {
            let at = dice.below(map.len());
            if dice.below(8) == 0 {
                let name = map.keys().nth(at).cloned().unwrap_or_default();
                map.remove(&name);
            } else if let Some(inner) = map.values_mut().nth(at) {
                if go_in { replace_one(inner, dice) } else { *inner = another(dice) }
            }
        }
        Value::Array(list) if !list.is_empty() => {
            let at = dice.below(list.len());
            if dice.below(8) == 0 {
                list.remove(at);
            } else if go_in {
                replace_one(&mut list[at], dice);
            } else {
                list[at] = another(dice);
            }
        }
        other => *other = another(dice),
    }
}

fn another(dice: &mut Dice) -> Value {
    let kinds = [Value::Null, "text".into(), 7.into(), false.into(), json!([]), json!({}), json!(-1.5e300), json!([null]), "".into()];
    kinds[dice.below(kinds.len())].clone()
}
