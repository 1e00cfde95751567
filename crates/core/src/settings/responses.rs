//! How the other side of a call can have responded (K1): a list the agent edits.

use serde::{Deserialize, Serialize};

/// Responses there can be: one for each of the keys 1 to 9.
pub const RESPONSES: usize = 9;

/// One response to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// As the agent calls it, and as it is logged.
    pub name: String,
    /// A follow-up is offered with it (K5).
    #[serde(default)]
    pub offers_follow_up: bool,
}

impl Response {
    /// The list until the agent changes it.
    pub fn usual() -> Vec<Self> {
        let list = [("Interested", false), ("Not Answering", true), ("Call Later", true), ("CNR", true), ("Held", false)];
        list.map(|(name, offers_follow_up)| Self { name: name.into(), offers_follow_up }).into()
    }

    /// Each name once and none empty, as many as there are keys.
    pub(super) fn tidy(list: Vec<Self>) -> Vec<Self> {
        let mut tidy: Vec<Self> = Vec::new();
        for one in list {
            let name = one.name.trim();
            if !name.is_empty() && tidy.iter().all(|known| known.name != name) && tidy.len() < RESPONSES {
                tidy.push(Self { name: name.into(), ..one });
            }
        }
        tidy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k1_the_list_has_each_name_once_and_no_more_than_there_are_keys() {
        let list = |names: &[&str]| names.iter().map(|name| Response { name: (*name).into(), offers_follow_up: false }).collect::<Vec<_>>();
        assert_eq!(Response::tidy(list(&[" Yes ", "", "Yes", "No"])), list(&["Yes", "No"]));
        assert_eq!(Response::tidy(list(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"])).len(), RESPONSES);
    }

    #[test]
    fn k5_call_later_not_answering_and_cnr_offer_a_follow_up() {
        let offering: Vec<String> = Response::usual().into_iter().filter(|one| one.offers_follow_up).map(|one| one.name).collect();
        assert_eq!(offering, ["Not Answering", "Call Later", "CNR"]);
    }
}
