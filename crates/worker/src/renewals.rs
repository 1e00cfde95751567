//! Renewing a token: once at a time for each owner, and whoever needs it meanwhile gets what came of it. What renews a token serves once, so
//! two renewals beside each other would end the sign-in.

use callscribe_core::order::OrdMap;

use std::cell::RefCell;
use std::thread::LocalKey;

use futures_channel::oneshot;

/// Who waits for a renewal under way, by owner.
pub struct Renewals<T>(RefCell<OrdMap<String, Vec<oneshot::Sender<T>>>>);

impl<T: Clone> Renewals<T> {
    /// Nothing is under way.
    pub const fn new() -> Self {
        Self(RefCell::new(OrdMap::new()))
    }

    /// Waits for the renewal under way; `None` where there is none, so that the caller's is the one others wait for.
    fn join(&self, owner: &str) -> Option<oneshot::Receiver<T>> {
        let mut under_way = self.0.borrow_mut();
        if let Some(waiting) = under_way.get_mut(owner) {
            let (tell, told) = oneshot::channel();
            waiting.push(tell);
            return Some(told);
        }
        under_way.insert(owner.to_owned(), Vec::new());
        None
    }

    fn over(&self, owner: &str, outcome: &T) {
        for waiting in self.0.borrow_mut().remove(owner).unwrap_or_default() {
            // Whoever gave up waiting needs none.
            drop(waiting.send(outcome.clone()));
        }
    }
}

/// What comes of the owner's renewal under way, or of `renew` where there is none; `lost` if nobody tells.
pub async fn once<T: Clone>(renewals: &'static LocalKey<Renewals<T>>, owner: &str, lost: T, renew: impl Future<Output = T>) -> T {
    if let Some(told) = renewals.with(|all| all.join(owner)) {
        return told.await.unwrap_or(lost);
    }
    let outcome = renew.await;
    renewals.with(|all| all.over(owner, &outcome));
    outcome
}
