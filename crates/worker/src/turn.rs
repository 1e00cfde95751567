//! Turns: what concerns one owner's credential is done by one at a time, in the order in which it came.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use futures_channel::oneshot;

thread_local! {
    /// Who waits, by owner; there is an entry while somebody has the turn.
    static WAITING: RefCell<BTreeMap<String, VecDeque<oneshot::Sender<()>>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Having the turn; it passes on when this is dropped.
pub struct Turn(String);

/// Waits for the owner's turn.
pub async fn of(owner: &str) -> Turn {
    let waits = WAITING.with_borrow_mut(|waiting| match waiting.get_mut(owner) {
        Some(queue) => {
            let (turn, waits) = oneshot::channel();
            queue.push_back(turn);
            Some(waits)
        }
        None => {
            waiting.insert(owner.to_owned(), VecDeque::new());
            None
        }
    });
    if let Some(waits) = waits {
        // A sender is kept until its turn has come.
        waits.await.unwrap_or_default();
    }
    Turn(owner.to_owned())
}

/// The turn, if nobody has it.
pub fn now(owner: &str) -> Option<Turn> {
    WAITING.with_borrow_mut(|waiting| {
        let is_free = !waiting.contains_key(owner);
        is_free.then(|| {
            waiting.insert(owner.to_owned(), VecDeque::new());
            Turn(owner.to_owned())
        })
    })
}

impl Drop for Turn {
    fn drop(&mut self) {
        WAITING.with_borrow_mut(|waiting| {
            let next = waiting.get_mut(&self.0).and_then(VecDeque::pop_front);
            let taken = next.is_some_and(|next| next.send(()).is_ok());
            if !taken {
                waiting.remove(&self.0);
            }
        });
    }
}
