//! Signing in with a personal token: whose it is, and which of the company's activity types is a call.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Capabilities, Dedupe, Direct, SETTLES, Vendor};
use callscribe_core::time::{MINUTE, Millis};
use serde_json::Value;

use super::get;
use super::tasks::live_type;
use crate::answer::{Access, refused};
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, ask_or, done};
use crate::direct::{Place, SignedIn, integration};
use crate::http::authority;
use crate::not_offered;

/// The address for every company; a company's own one does as well.
const URL: &str = "https://api.pipedrive.com";
/// How long a list may take to know of an activity: the vendor promises nothing.
const LAG: Millis = MINUTE;

/// Asks whose the token is, then for the types of activity.
pub(in crate::direct) fn sign_in(place: &Place, now: Millis) -> Outcome<SignedIn> {
    let url = if place.url.is_empty() { URL } else { &place.url };
    authority(url).ok_or_else(not_offered)?;
    let vendor = Vendor::Pipedrive { call_type: String::new() };
    let server = Direct { vendor, url: url.to_owned(), pages: String::new(), user: String::new() };
    ask_or(get(&server, "/v1/users/me", &[]), Access::Read, move |told| {
        let told = told.map_err(|failed| match failed.error.kind {
            ErrorKind::Auth => CrmError { problem: Problem::WrongKey, ..failed.error },
            _ => failed.error,
        })?;
        agent(server, told, now)
    })
}

fn agent(server: Direct, mut told: Value, now: Millis) -> Outcome<SignedIn> {
    let me = told["data"].take();
    let (Some(user), Some(company)) = (me["id"].as_i64(), me["company_id"].as_i64()) else { return Err(incomplete(Access::Read)) };
    let domain = me["company_domain"].as_str().filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    let domain = domain.filter(|name| !name.is_empty()).unwrap_or("app");
    let server = Direct { pages: format!("https://{domain}.pipedrive.com"), user: user.to_string(), ..server };
    let name = me["name"].as_str().unwrap_or_default().to_owned();
    ask(get(&server, "/v1/activityTypes", &[]), move |types| {
        let call_type = live_type(&types, "call").ok_or_else(|| refused(Some("No activity type is a call".into())))?;
        let server = Direct { vendor: Vendor::Pipedrive { call_type }, ..server };
        let found_later = Dedupe::Find { settles: SETTLES, lag: LAG };
        let capabilities = Capabilities {
            dedupe: found_later,
            create_contact: true,
            search_by_name: true,
            update: true,
            move_record: false,
            follow_ups: Some(found_later),
        };
        let integration = integration(format!("pipedrive:{company}/{user}"), "Pipedrive", server, capabilities, now);
        done(SignedIn { integration, user: name })
    })
}
