//! Access tokens of RingCentral accounts: one renewal at a time, shared by everybody who needs a token meanwhile.

use callscribe_browser::clock;
use callscribe_core::account::LineProblem;
use callscribe_core::call::AccountId;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::Millis;
use callscribe_phone::ringcentral;

use crate::credentials::{self, Access};
use crate::drive::Worker;
use crate::renewals::{self, Renewals};
use crate::ringcentral::send;

/// A token, or what to tell the engine instead.
type Renewed = Result<String, LineEvent>;

thread_local! {
    static RENEWALS: Renewals<Renewed> = const { Renewals::new() };
}

/// A token for requests: the one there is, or a new one shortly before it ends. `refused` is one the server takes no more.
pub async fn token(id: &AccountId, server: &str, client_id: &str, refused: Option<&str>) -> Renewed {
    if let Some(token) = at_hand(id, refused).await {
        return Ok(token);
    }
    let lost = Err(LineEvent::Unsynced(LineProblem::Unreachable));
    renewals::once(&RENEWALS, id.as_str(), lost, async {
        match at_hand(id, refused).await {
            Some(token) => Ok(token),
            None => renew(id, server, client_id).await,
        }
    })
    .await
}

async fn at_hand(id: &AccountId, refused: Option<&str>) -> Option<String> {
    let access = credentials::access(id.as_str()).await?;
    (access.until > clock::wall() && Some(access.token.as_str()) != refused).then_some(access.token)
}

async fn renew(id: &AccountId, server: &str, client_id: &str) -> Renewed {
    // Each request inside a penalty begins it anew.
    if let Some(until) = limited_until(id).filter(|until| clock::wall() < *until) {
        return Err(LineEvent::SignInLimited { until });
    }
    let old = credentials::of(id.as_str()).await.ok_or(LineEvent::Unsynced(LineProblem::SignedOut))?;
    let answer = send(ringcentral::refresh(server, client_id, &old), None).await.ok_or(LineEvent::Unsynced(LineProblem::Unreachable))?;
    let now = clock::wall();
    let tokens = ringcentral::tokens(&answer, now).ok_or_else(|| ringcentral::not_renewed(&answer, now))?;
    // Tokens that cannot be kept cost a sign-in later, not this question.
    credentials::renew(id.as_str(), &old, &tokens.refresh).await.unwrap_or_default();
    let access = Access { token: tokens.access.clone(), until: tokens.until };
    credentials::keep_access(id.as_str(), &access).await.unwrap_or_default();
    Ok(tokens.access)
}

/// Until when the server renews no sign-in, as the engine keeps it over every life.
fn limited_until(id: &AccountId) -> Option<Millis> {
    Worker::current()?.with_working(|working| working.accounts.get(id)?.live.not_before)
}
