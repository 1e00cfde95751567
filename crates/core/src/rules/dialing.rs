//! Rule C7: who can be called, and how: by a phone account that dials, else by the computer's phone program.

use crate::number::{NumberKind, PhoneNumber};

/// The number as a phone system dials it, with its country code; `None` for what only a phone system knows, its extensions and codes, and
/// for what nobody should reach by a slip: an emergency number.
pub fn dialed(number: &PhoneNumber) -> Option<&str> {
    (number.kind == NumberKind::Public).then_some(number.key.as_str())
}

/// The link a phone program opens ([RFC 3966](https://www.rfc-editor.org/rfc/rfc3966#section-3)); `None` for what is not [`dialed`].
pub fn call_back(number: &PhoneNumber) -> Option<String> {
    let extension = number.extension.as_ref().map_or_else(String::new, |digits| format!(";ext={digits}"));
    dialed(number).map(|key| format!("tel:{key}{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::parse;

    #[test]
    fn c7_a_public_number_can_be_called_back_and_nothing_else() {
        let table = [
            ("(201) 555-0123", Some(("+12015550123", "tel:+12015550123"))),
            ("201.555.0123 ext 7", Some(("+12015550123", "tel:+12015550123;ext=7"))),
            ("101", None),
            ("*97", None),
            ("911", None),
            ("112", None),
            ("anonymous", None),
        ];
        for (said, ways) in table {
            let number = parse(said, "US");
            let link = call_back(&number);
            assert_eq!(dialed(&number).zip(link.as_deref()), ways, "{said}");
            assert_eq!(dialed(&number).is_some(), link.is_some(), "{said}");
        }
    }
}
