//! A world that is played for the sake of its rate.

use super::{Play, Tally, World};
use crate::meter::Meter;

impl World {
    /// Plays a world to its end and counts, also what passed through the engines of its browsers.
    pub fn metered(play: Play) -> (Tally, Meter) {
        let mut world = Self::new(play);
        world.in_each_browser(|world| world.browser.shell.meter = Some(Meter::default()));
        world.prepare();
        while world.goes_on() {}
        let mut all = Meter::default();
        world.in_each_browser(|world| all.add(world.browser.shell.meter.take().unwrap_or_default()));
        (world.audit(), all)
    }
}
