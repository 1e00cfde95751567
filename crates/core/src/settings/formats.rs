//! Extra forms a CRM is searched with (I7): what can be one.

use super::FORMATS;

/// Why a text is no further search format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatProblem {
    /// No `#` stands for a digit.
    NoDigit,
    /// It has a letter or another sign no written number has, such as the comma that parts one form from the next.
    Letter,
    /// It is there already.
    Twice,
    /// There are three already.
    TooMany,
}

/// What keeps a text from being one more search format beside the known ones.
pub fn format_problem(format: &str, known: &[String]) -> Option<FormatProblem> {
    if known.iter().any(|one| one == format) {
        return Some(FormatProblem::Twice);
    }
    if known.len() >= FORMATS {
        return Some(FormatProblem::TooMany);
    }
    if format.chars().any(|sign| !sign.is_ascii_digit() && !"#+-()./ ".contains(sign)) {
        return Some(FormatProblem::Letter);
    }
    (!format.contains('#')).then_some(FormatProblem::NoDigit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn i7_a_search_format_has_digits_and_no_letters_and_there_are_three() {
        let known = |n: usize| (0..n).map(|n| format!("#-{n}")).collect::<Vec<_>>();
        for (format, known, problem) in [
            ("(###) ###-####", known(2), None),
            ("1-###", known(0), None),
            ("", known(0), Some(FormatProblem::NoDigit)),
            ("555-0101", known(0), Some(FormatProblem::NoDigit)),
            ("ext ###", known(0), Some(FormatProblem::Letter)),
            ("###,####", known(0), Some(FormatProblem::Letter)),
            ("#-0", known(1), Some(FormatProblem::Twice)),
            ("###", known(3), Some(FormatProblem::TooMany)),
        ] {
            assert_eq!(format_problem(format, &known), problem, "{format}");
        }
    }

    #[test]
    fn i3_settings_stay_within_their_bounds_wherever_they_come_from() {
        let wild = Settings {
            delay_minutes: 0,
            search_formats: ["#1", "x", "#2", "#3", "#4"].map(String::from).into(),
            keep_days: Some(0),
            ..Settings::default()
        };
        let tidy = wild.tidy();
        assert_eq!((tidy.delay_minutes, tidy.keep_days), (1, Some(1)));
        assert_eq!(tidy.search_formats, ["#1", "#2", "#3"]);
    }
}
