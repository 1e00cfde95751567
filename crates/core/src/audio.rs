//! Audio an agent keeps with a call (K4): what is taken, and where it lies.

use serde::{Deserialize, Serialize};

use crate::call::CallId;

/// Bytes a file may have: an hour of good speech, and what an integration that takes files can be expected to take.
pub const LARGEST: u64 = 50 * 1024 * 1024;

/// One file of a call. Its bytes lie beside this on the desk, the one place where a screen may lay them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audio {
    /// The call.
    pub call: CallId,
    /// The file's own name.
    pub name: String,
    /// Its media type, such as `audio/mpeg`.
    pub kind: String,
    /// In bytes.
    pub size: u64,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioProblem {
    /// It is no audio.
    NotAudio,
    /// Nothing is in it.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
}

impl Audio {
    /// Its place on the desk.
    pub fn place(call: &CallId) -> String {
        format!("audio/{}", call.key())
    }

    /// What is wrong with it, before anything is kept or sent.
    pub fn problem(&self) -> Option<AudioProblem> {
        match (self.kind.starts_with("audio/"), self.size) {
            (false, _) => Some(AudioProblem::NotAudio),
            (true, 0) => Some(AudioProblem::Empty),
            (true, size) if size > LARGEST => Some(AudioProblem::TooLarge),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k4_type_and_size_are_checked() {
        let table = [
            ("audio/mpeg", 1, None),
            ("audio/mpeg", LARGEST, None),
            ("audio/mpeg", LARGEST + 1, Some(AudioProblem::TooLarge)),
            ("audio/mpeg", 0, Some(AudioProblem::Empty)),
            ("video/mp4", 1, Some(AudioProblem::NotAudio)),
            ("", 1, Some(AudioProblem::NotAudio)),
        ];
        for (kind, size, expected) in table {
            let audio = Audio { call: crate::testing::call().id, name: "a".into(), kind: kind.into(), size };
            assert_eq!(audio.problem(), expected, "{kind} {size}");
        }
    }
}
