//! Ends a whole run of cases at the first that fails, where only that counts: when one place after another is broken on purpose.

use std::io::{Write, stderr};
use std::panic::set_hook;
use std::sync::Once;
use std::{env, process, thread};

static HOOK: Once = Once::new();

/// From now on a failed case ends the run, if `FIRST_FAILURE_ENDS` is set; the case is named as the test harness would.
pub fn ends_the_run_if_wanted() {
    if env::var_os("FIRST_FAILURE_ENDS").is_none() {
        return;
    }
    HOOK.call_once(|| {
        set_hook(Box::new(|panic| {
            let case = thread::current().name().unwrap_or_default().to_owned();
            let _unread = writeln!(stderr(), "{panic}\ntest {case} ... FAILED");
            process::exit(101);
        }));
    });
}
