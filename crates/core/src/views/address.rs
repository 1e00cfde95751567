//! An address as a person types it, made ready for asking and for the permission to ask.

use crate::integration::VendorName;

/// A server's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// With its scheme, without a slash at its end.
    pub url: String,
    /// Its host, for eyes.
    pub host: String,
    /// The match pattern the browser grants access by.
    pub pattern: String,
}

impl Address {
    /// Reads what was typed; without a scheme it means https, on this machine http. `None` when no host is in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().trim_end_matches('/');
        let (scheme, rest) = match typed.split_once("://") {
            Some((scheme, rest)) => (scheme.to_lowercase(), rest),
            None if is_this_machine(typed) => ("http".into(), typed),
            None => ("https".into(), typed),
        };
        let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = place.rsplit_once('@').map_or(place, |(_, host)| host);
        let name = without_port(host);
        let is_host = !name.is_empty()
            && !name.contains(|c: char| c.is_whitespace() || "<>\"'\\*".contains(c))
            && (name.starts_with('[') || !name.contains(':'));
        if !matches!(scheme.as_str(), "http" | "https") || !is_host {
            return None;
        }
        Some(Self { url: format!("{scheme}://{rest}"), host: host.into(), pattern: format!("{scheme}://{name}/*") })
    }

    /// The hosts a CRM needs, by what was typed as its address, or as the address one signs in at. `None` when no host is in it.
    ///
    /// Who signs in to Salesforce where everybody does learns only there at which host of its own their data is.
    pub fn of_crm(vendor: VendorName, typed: &str) -> Option<Vec<Self>> {
        let typed = if typed.trim().is_empty() { vendor.home()? } else { typed };
        let address = Self::parse(typed)?;
        let for_everybody = ["login.salesforce.com", "test.salesforce.com"].contains(&address.host.as_str());
        let mut places = vec![address];
        if vendor == VendorName::Salesforce && for_everybody {
            let host = "*.my.salesforce.com";
            places.push(Self { url: format!("https://{host}"), host: host.into(), pattern: format!("https://{host}/*") });
        }
        Some(places)
    }
}

fn is_this_machine(typed: &str) -> bool {
    let host = without_port(typed.split('/').next().unwrap_or_default());
    host == "localhost" || host.starts_with("127.") || host == "[::1]"
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, url, host, pattern) in [
            ("crm.example.com", "https://crm.example.com", "crm.example.com", "https://crm.example.com/*"),
            (" http://pbx.local:8088/ ", "http://pbx.local:8088", "pbx.local:8088", "http://pbx.local/*"),
            ("localhost:6066", "http://localhost:6066", "localhost:6066", "http://localhost/*"),
            ("127.0.0.1:6066/crm", "http://127.0.0.1:6066/crm", "127.0.0.1:6066", "http://127.0.0.1/*"),
            ("HTTPS://a.example/x?y", "https://a.example/x?y", "a.example", "https://a.example/*"),
            ("https://[::1]:8088", "https://[::1]:8088", "[::1]:8088", "https://[::1]/*"),
        ] {
            let address = Address::parse(typed).unwrap();
            assert_eq!((address.url.as_str(), address.host.as_str(), address.pattern.as_str()), (url, host, pattern));
        }
    }

    #[test]
    fn a_crm_needs_no_host_but_its_own() {
        use VendorName::{HubSpot, Odoo, Pipedrive, Salesforce};
        let everywhere = ["https://login.salesforce.com/*", "https://*.my.salesforce.com/*"];
        for (vendor, typed, patterns) in [
            (HubSpot, " ", &["https://api.hubapi.com/*"][..]),
            (Pipedrive, "", &["https://api.pipedrive.com/*"]),
            (Odoo, "company.odoo.com", &["https://company.odoo.com/*"]),
            (Salesforce, "https://login.salesforce.com", &everywhere),
            (Salesforce, "https://company.my.salesforce.com", &["https://company.my.salesforce.com/*"]),
        ] {
            let places = Address::of_crm(vendor, typed).unwrap();
            assert_eq!(places.iter().map(|place| place.pattern.as_str()).collect::<Vec<_>>(), patterns, "{vendor:?}");
        }
        for vendor in [Odoo, Salesforce] {
            assert_eq!(Address::of_crm(vendor, ""), None);
        }
    }

    #[test]
    fn what_has_no_host_is_no_address() {
        for typed in ["", "https://", "ftp://x.example", "javascript://x", "a b.example", "https://*/x"] {
            assert_eq!(Address::parse(typed), None, "{typed}");
        }
    }
}
