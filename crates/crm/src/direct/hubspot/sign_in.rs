//! Signing in with the token of a private app: which account it opens, whose it is, and what it may do.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Capabilities, Dedupe, Direct, SETTLES, Vendor};
use callscribe_core::time::{MINUTE, Millis};
use serde_json::{Value, json};

use super::{get, id};
use crate::answer::{Access, refused};
use crate::direct::failure::{Failed, incomplete};
use crate::direct::flow::{Outcome, ask_or, done};
use crate::direct::{Place, SignedIn, integration};
use crate::http::{HttpRequest, Method, Token, authority};
use crate::not_offered;

/// The one address of the interface.
const URL: &str = "https://api.hubapi.com";
/// Where its pages are, unless the account says otherwise.
const PAGES: &str = "app.hubspot.com";
/// What the token has to be allowed.
const SCOPES: [&str; 3] = ["crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.deals.read"];
/// How long the search takes to know of a record.
const LAG: Millis = MINUTE;

/// Asks whose the token is, then for the account, then who its owner is among those records belong to.
pub(in crate::direct) fn sign_in(place: &Place, now: Millis) -> Outcome<SignedIn> {
    let url = if place.url.is_empty() { URL } else { &place.url };
    authority(url).ok_or_else(not_offered)?;
    let server = Direct { vendor: Vendor::HubSpot, url: url.to_owned(), pages: String::new(), user: String::new() };
    let path = format!("{url}/oauth/v2/private-apps/get/access-token-info");
    let request = HttpRequest { token: Token::BearerAndKey, ..HttpRequest::sending(Method::Post, path, &json!({})) };
    ask_or(request, Access::Read, move |told| {
        let token = if_told(told)?;
        if let Some(scopes) = token["scopes"].as_array() {
            let missing: Vec<&str> = SCOPES.into_iter().filter(|scope| !scopes.contains(&json!(scope))).collect();
            if !missing.is_empty() {
                return Err(refused(Some(format!("MISSING_SCOPES: {}", missing.join(", ")))));
            }
        }
        account(server, token, now)
    })
}

fn account(server: Direct, token: Value, now: Millis) -> Outcome<SignedIn> {
    ask_or(get(&server, "/account-info/v3/details", &[]), Access::Read, move |told| {
        let told = match told {
            Err(failed) if failed.error.kind == ErrorKind::Auth => return Err(CrmError { problem: Problem::WrongKey, ..failed.error }),
            Err(failed) if token["hubId"].is_null() => return Err(failed.error),
            told => if_told(told)?,
        };
        let portal = [&told["portalId"], &token["hubId"]].into_iter().find_map(Value::as_i64).ok_or(incomplete(Access::Read))?;
        let domain = told["uiDomain"].as_str().filter(|domain| authority(&format!("https://{domain}")).is_some()).unwrap_or(PAGES);
        let server = Direct { pages: format!("https://{domain}/contacts/{portal}"), ..server };
        match token["userId"].as_i64() {
            Some(user) => owner(server, portal, user, now),
            None => done(signed_in(server, &format!("hubspot:{portal}"), String::new(), now)),
        }
    })
}

fn owner(server: Direct, portal: i64, user: i64, now: Millis) -> Outcome<SignedIn> {
    ask_or(get(&server, &format!("/crm/v3/owners/{user}"), &[("idProperty", "userId"), ("archived", "false")]), Access::Read, move |told| {
        let told = if_told(told)?;
        let name = ["firstName", "lastName"].map(|name| told[name].as_str().unwrap_or_default().trim()).join(" ");
        let name = if name.trim().is_empty() { told["email"].as_str().unwrap_or_default() } else { name.trim() }.to_owned();
        let server = Direct { user: id(&told).unwrap_or_default(), ..server };
        done(signed_in(server, &format!("hubspot:{portal}/{user}"), name, now))
    })
}

/// What is not told is left open; no answer at all is no answer.
fn if_told(told: Result<Value, Box<Failed>>) -> Result<Value, CrmError> {
    match told {
        Err(failed) if matches!(failed.error.kind, ErrorKind::Auth | ErrorKind::Refused | ErrorKind::Gone) => Ok(Value::Null),
        told => told.map_err(|failed| failed.error),
    }
}

fn signed_in(server: Direct, id: &str, user: String, now: Millis) -> SignedIn {
    let found_later = Dedupe::Find { settles: SETTLES, lag: LAG };
    let capabilities = Capabilities {
        dedupe: found_later,
        create_contact: true,
        search_by_name: true,
        update: true,
        move_record: false,
        follow_ups: Some(found_later),
    };
    SignedIn { integration: integration(id.to_owned(), "HubSpot", server, capabilities, now), user }
}
