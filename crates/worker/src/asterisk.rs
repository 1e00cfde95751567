//! Adding an Asterisk: the line is opened once, to learn how the server names itself and whether it lets us in.

use std::cell::Cell;

use callscribe_browser::storage::Area;
use callscribe_browser::{clock, runtime};
use callscribe_core::account::{AccountKind, LineProblem, PhoneAccount};
use callscribe_core::call::AccountId;
use callscribe_core::command::Command;
use callscribe_core::phone::LineEvent;
use callscribe_core::question::{Answer, QuestionError, Reply, Secret};
use callscribe_phone::asterisk::{Config, Out};
use futures_channel::oneshot;

use crate::credentials;
use crate::drive::Worker;
use crate::lines::Live;
use crate::questions::failed;

/// Where this installation's own name is kept.
const INSTALLATION: &str = "installation";

/// What the person typed.
pub struct Typed {
    pub name: String,
    pub url: String,
    pub user: String,
    pub password: Secret,
    pub endpoint: String,
}

/// Tries the line; what works is kept and added, or gets its new password.
pub async fn add(worker: &'static Worker, typed: Typed) -> Reply {
    let Typed { name, url, user, password: Secret(password), endpoint } = typed;
    let (url, endpoint) = (address(&url), endpoint_of(&endpoint));
    let app = format!("callscribe-{}-{}", installation().await.map_err(failed)?, plain(&endpoint));
    let region = worker.with_working(|working| working.settings.region.clone());
    // Under a name of its own: a second socket of the same application silences the first.
    let config = Config { url: url.clone(), endpoint: endpoint.clone(), app: format!("{app}-test"), region };
    let id = opened_once(config, &user, &password).await.map_err(QuestionError::Line)?;
    credentials::keep(id.as_str(), &password).await.map_err(failed)?;
    let account = PhoneAccount::new(id.clone(), AccountKind::Asterisk { url, user, endpoint, app }, name, clock::wall());
    worker.command(Command::AddAccount(Box::new(account)));
    worker.settled().await;
    Ok(Answer::Account(id))
}

async fn opened_once(config: Config, user: &str, password: &str) -> Result<AccountId, LineProblem> {
    let (tell, told) = oneshot::channel();
    let tell = Cell::new(Some(tell));
    let live = Live::new(config, move |out| {
        let outcome = match out {
            Out::Line(LineEvent::Opened { account, .. }) => Ok(account),
            Out::Line(LineEvent::Lost(problem)) => Err(problem),
            _ => return,
        };
        if let Some(tell) = tell.take() {
            // Only the first outcome counts.
            drop(tell.send(outcome));
        }
    });
    live.open(user, password).await;
    told.await.unwrap_or(Err(LineProblem::Unreachable))
}

/// As people type it: with or without scheme, slash and path.
fn address(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches('/').trim_end_matches("/ari");
    if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") }
}

/// A bare extension is a PJSIP endpoint, as FreePBX makes them.
fn endpoint_of(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains('/') { typed.to_owned() } else { format!("PJSIP/{typed}") }
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// The name of this installation, made once: two browsers of one agent are two applications.
async fn installation() -> Result<String, callscribe_browser::js::BrowserError> {
    if let Some(name) = Area::Local.get::<String>(INSTALLATION).await? {
        return Ok(name);
    }
    let name: String = runtime::random_id().chars().take(8).collect();
    Area::Local.set(INSTALLATION, &name).await?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        for typed in ["http://pbx:8088", " pbx:8088/ ", "http://pbx:8088/ari/", "pbx:8088/ari"] {
            assert_eq!(address(typed), "http://pbx:8088", "{typed}");
        }
        assert_eq!(address("https://pbx:8089"), "https://pbx:8089");
    }

    #[test]
    fn a_bare_extension_is_a_pjsip_endpoint() {
        assert_eq!(endpoint_of(" 100"), "PJSIP/100");
        assert_eq!(endpoint_of("SIP/100"), "SIP/100");
    }
}
