//! CRMs spoken to through their own interface: signing in with a key, and keeping it.

use callscribe_browser::clock;
use callscribe_core::command::Command;
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::VendorName;
use callscribe_core::question::{Answer, Reply};
use callscribe_core::views::address::Address;
use callscribe_crm::Step;
use callscribe_crm::direct::{self, Place, SignedIn};

use crate::drive::Worker;
use crate::questions::failed;
use crate::{credentials, crm};

/// Finds out whose key it is, keeps it, and has the integration added; one that is there already is signed in again.
pub async fn connect(worker: &'static Worker, vendor: VendorName, url: &str, database: &str, key: &str) -> Reply {
    let (place, key) = (place(vendor, url, database)?, key.trim());
    if key.is_empty() {
        return Err(CrmError::new(ErrorKind::Auth, Problem::WrongKey).into());
    }
    let signed_in = sign_in(vendor, &place, key).await.map_err(of_a_new_key)?;
    add(worker, signed_in, key).await
}

/// The CRM says whose token it is.
pub async fn sign_in(vendor: VendorName, place: &Place, token: &str) -> Result<SignedIn, CrmError> {
    let mut exchange = direct::sign_in(vendor, place, clock::wall())?;
    let mut next = exchange.request();
    loop {
        match exchange.answer(crm::send(next, Some(token)).await) {
            Step::Next(request) => next = request,
            Step::Done(outcome, _) => return outcome,
        }
    }
}

/// Keeps the credential, then has the integration added.
pub async fn add(worker: &'static Worker, signed_in: SignedIn, credential: &str) -> Reply {
    let SignedIn { integration, user } = signed_in;
    let id = integration.id.clone();
    credentials::keep(id.as_str(), credential).await.map_err(failed)?;
    worker.command(Command::AddIntegration(Box::new(integration)));
    worker.settled().await;
    Ok(Answer::SignedIn { id, user })
}

fn place(vendor: VendorName, url: &str, database: &str) -> Result<Place, CrmError> {
    let database = database.trim().to_owned();
    if url.trim().is_empty() && vendor.home().is_some() {
        return Ok(Place { url: String::new(), database });
    }
    let address = Address::parse(url).ok_or_else(|| CrmError::new(ErrorKind::Refused, Problem::WrongAddress))?;
    Ok(Place { url: address.url, database })
}

/// A key that was never taken has not signed anybody out.
fn of_a_new_key(error: CrmError) -> CrmError {
    let problem = if error.problem == Problem::SignedOut { Problem::WrongKey } else { error.problem };
    CrmError { problem, ..error }
}
