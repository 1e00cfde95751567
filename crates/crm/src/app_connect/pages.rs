//! Links to a CRM's own pages, from the patterns in a manifest.

use crate::http::{authority, encoded};

/// A contact's page.
pub(super) fn contact(pattern: &str, hostname: &str, id: &str, kind: &str) -> Option<String> {
    filled(pattern, &[("hostname", hostname), ("contactId", id), ("contactType", kind)])
}

/// A log's page; `None` if the pattern asks for more than its id.
pub(super) fn log(pattern: &str, hostname: &str, id: &str) -> Option<String> {
    filled(pattern, &[("hostname", hostname), ("logId", id)])
}

/// The pattern with its `{names}` replaced; `None` if one stays, or if it is no web address.
fn filled(pattern: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut url = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}')?;
        let (_, value) = values.iter().find(|(known, value)| *known == name && !value.is_empty())?;
        url.push_str(before);
        url.push_str(&if name == "hostname" { (*value).to_owned() } else { encoded(value) });
        rest = after;
    }
    url.push_str(rest);
    authority(&url).map(|_| url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_web_address_or_none() {
        let table = [
            ("https://{hostname}/{contactType}/{contactId}", Some("https://crm.example/Lead/a%2Fb")),
            ("http://fixed.example/{contactId}", Some("http://fixed.example/a%2Fb")),
            ("https://{hostname}/log/{logId}", None),
            ("javascript:alert({contactId})", None),
            ("https://{hostname", None),
            ("", None),
        ];
        for (pattern, expected) in table {
            assert_eq!(contact(pattern, "crm.example", "a/b", "Lead").as_deref(), expected, "{pattern}");
        }
        assert_eq!(contact("https://{hostname}/", "a\" onclick", "1", ""), None);
        assert_eq!(log("https://{hostname}/log/{logId}", "crm.example", "7").as_deref(), Some("https://crm.example/log/7"));
    }
}
