//! What the vendor's words for a call's result mean (`CallResultEnum`).

use callscribe_core::call::{CallResult, Direction};

/// The word of a call that still runs.
pub(super) const RUNNING: &str = "In Progress";

/// A result in our words. What nobody knows is kept as it came.
pub(super) fn result(word: &str, direction: Direction) -> CallResult {
    use CallResult as R;
    let inbound = direction == Direction::Inbound;
    let by_direction = |agent_did_not_take, other_did_not_take| if inbound { agent_did_not_take } else { other_did_not_take };
    match word {
        "Accepted" | "Call connected" | "911" | "933" => R::Answered,
        "Missed" | "No Answer" | "Hang Up" | "Abandoned" | "Answered Not Accepted" => by_direction(R::Missed, R::NoAnswer),
        "Busy" => R::Busy,
        "Declined" | "Rejected" => R::Declined,
        "Blocked" | "Reply" => by_direction(R::Declined, R::Failed),
        "Voicemail" | "Sent to Voicemail" => by_direction(R::Voicemail, R::NoAnswer),
        // Another phone took it, and the ringing here was stopped.
        "Stopped" => by_direction(R::AnsweredElsewhere, R::NoAnswer),
        "IP Phone Offline" => by_direction(R::Missed, R::Failed),
        "Call Failed"
        | "Call Failure"
        | "Carrier is not active"
        | "EDGE trunk misconfigured"
        | "Internal Error"
        | "International Disabled"
        | "International Restricted"
        | "No Calling Credit"
        | "Not Allowed"
        | "Restricted Number"
        | "Suspended account"
        | "Wrong Number" => R::Failed,
        word => R::Other(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use callscribe_core::order::OrdSet;

    use super::*;
    use CallResult as R;

    /// The vendor's words, one a line; a test in tests/systems compares them with its description.
    const DESCRIBED: &str = include_str!("result-words.txt");
    /// Words that say nothing of how a talk went: those of faxes and of signing in at a phone, whose records are no calls, and the vendor's own
    /// "Unknown". Should a call carry one, it is shown as it came.
    const AS_IT_CAME: [&str; 12] = [
        "Fax Not Sent",
        "Fax Partially Sent",
        "Fax Poor Line",
        "Fax Receipt Error",
        "Fax on Demand",
        "Partial Receive",
        "Phone Login",
        "Receive Error",
        "Received",
        "Send Error",
        "Sent",
        "Unknown",
    ];

    #[test]
    fn a6_every_result_of_a_voice_call_has_a_meaning_in_both_directions() {
        let table = [
            ("911", R::Answered, R::Answered),
            ("933", R::Answered, R::Answered),
            ("Abandoned", R::Missed, R::NoAnswer),
            ("Accepted", R::Answered, R::Answered),
            ("Answered Not Accepted", R::Missed, R::NoAnswer),
            ("Blocked", R::Declined, R::Failed),
            ("Busy", R::Busy, R::Busy),
            ("Call Failed", R::Failed, R::Failed),
            ("Call Failure", R::Failed, R::Failed),
            ("Call connected", R::Answered, R::Answered),
            ("Carrier is not active", R::Failed, R::Failed),
            ("Declined", R::Declined, R::Declined),
            ("EDGE trunk misconfigured", R::Failed, R::Failed),
            ("Hang Up", R::Missed, R::NoAnswer),
            ("IP Phone Offline", R::Missed, R::Failed),
            ("Internal Error", R::Failed, R::Failed),
            ("International Disabled", R::Failed, R::Failed),
            ("International Restricted", R::Failed, R::Failed),
            ("Missed", R::Missed, R::NoAnswer),
            ("No Answer", R::Missed, R::NoAnswer),
            ("No Calling Credit", R::Failed, R::Failed),
            ("Not Allowed", R::Failed, R::Failed),
            ("Rejected", R::Declined, R::Declined),
            ("Reply", R::Declined, R::Failed),
            ("Restricted Number", R::Failed, R::Failed),
            ("Sent to Voicemail", R::Voicemail, R::NoAnswer),
            ("Stopped", R::AnsweredElsewhere, R::NoAnswer),
            ("Suspended account", R::Failed, R::Failed),
            ("Voicemail", R::Voicemail, R::NoAnswer),
            ("Wrong Number", R::Failed, R::Failed),
        ];
        let known: OrdSet<&str> = table.iter().map(|(word, ..)| *word).chain(AS_IT_CAME).chain([RUNNING]).collect();
        assert_eq!(known.len(), table.len() + AS_IT_CAME.len() + 1, "each word once");
        assert_eq!(known, DESCRIBED.lines().collect(), "none is left out, and none is made up");
        for (word, inbound, outbound) in table {
            assert_eq!((result(word, Direction::Inbound), result(word, Direction::Outbound)), (inbound, outbound), "{word}");
        }
    }
    #[test]
    fn a_word_that_says_nothing_of_a_talk_or_that_nobody_knows_is_kept_as_it_came() {
        for word in AS_IT_CAME.into_iter().chain(["Teleported"]) {
            for direction in [Direction::Inbound, Direction::Outbound] {
                assert_eq!(result(word, direction), R::Other(word.into()));
            }
        }
    }
}
