//! News from the worker: the frame is read again with every newer revision, and the store opened once it is there.

use std::cell::RefCell;

use callscribe_browser::channel::Channel;
use callscribe_core::question::{NEWS_CHANNEL, News};
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::{App, Reading};
use crate::{desk, shelf};

thread_local! {
    /// Lives as long as the page.
    static EAR: RefCell<Option<Channel>> = const { RefCell::new(None) };
}

/// Subscribes, and only then reads for the first time, so that nothing falls in between.
pub fn listen(app: App) {
    let heard = move |text: String| match News::read(&text) {
        Some(News::Trouble(error)) => app.trouble.set(Some(error)),
        Some(News::Revision(revision)) if app.frame.with_untracked(|f| f.as_ref().is_some_and(|f| revision <= f.revision)) => {}
        Some(_) => read(app),
        None => {}
    };
    EAR.with_borrow_mut(|ear| *ear = Channel::listener(NEWS_CHANNEL, heard).ok());
    read(app);
    // Wakes a worker that has not made the store yet, or that missed what lies on the desk; what is drawn first does not wait for that.
    request_idle_callback(desk::look);
    desk::look_when_closing();
}

/// Reads the frame; while it is being read, further news make it be read once more.
fn read(app: App) {
    let was_under_way = |reading: &mut Reading| {
        reading.again = reading.under_way;
        std::mem::replace(&mut reading.under_way, true)
    };
    if app.reading.try_update_value(was_under_way) != Some(false) {
        return;
    }
    let mut asked = shelf::read(Frame::queries());
    spawn_local(async move {
        loop {
            let answers = asked.await;
            let Some(now) = app.reading.try_get_value() else { break };
            if let Some(answers) = answers.filter(|_| !now.overtaken) {
                take(app, Frame::read(&answers));
            }
            app.reading.set_value(Reading { under_way: now.again, ..Reading::default() });
            if !now.again {
                break;
            }
            asked = shelf::read(Frame::queries());
        }
    });
}

fn take(app: App, frame: Frame) {
    let is_newer = app.frame.with_untracked(|old| old.as_ref().is_none_or(|old| old.revision <= frame.revision && *old != frame));
    if is_newer {
        app.frame.set(Some(frame));
        // Something was committed, so the store works again.
        app.trouble.set(None);
    }
}
