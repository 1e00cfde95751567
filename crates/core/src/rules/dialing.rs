//! Rule C7: who can be called back, and how. No phone account dials by itself yet: the number is handed to the computer's phone program.

use crate::number::{NumberKind, PhoneNumber};

/// The link a phone program opens ([RFC 3966](https://www.rfc-editor.org/rfc/rfc3966#section-3)); `None` for what only a phone system
/// knows, its extensions and codes, and for what nobody should reach by a slip: an emergency number.
pub fn call_back(number: &PhoneNumber) -> Option<String> {
    let extension = number.extension.as_ref().map_or_else(String::new, |digits| format!(";ext={digits}"));
    (number.kind == NumberKind::Public).then(|| format!("tel:{}{extension}", number.key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    #[test]
    fn c7_a_public_number_can_be_called_back_and_nothing_else() {
        let table = [
            ("(201) 555-0123", Some("tel:+12015550123")),
            ("201.555.0123 ext 7", Some("tel:+12015550123;ext=7")),
            ("101", None),
            ("*97", None),
            ("911", None),
            ("anonymous", None),
        ];
        for (said, link) in table {
            assert_eq!(call_back(&parse(said, "US")).as_deref(), link, "{said}");
        }
    }
}
