//! Rule K, as far as it is the engine's: follow-ups are kept, and the agent is reminded of them.

use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::engine::{Reminder, Show};
use callscribe_core::follow_up::{FollowUp, Party};
use callscribe_core::time::{HOUR, MINUTE, Millis};
use callscribe_simulation::check;
use callscribe_simulation::rig::{Rig, id};
use callscribe_simulation::sample::{ANN, BEGIN, number};

fn follow_up(name: &str, due: Millis) -> FollowUp {
    FollowUp {
        id: name.into(),
        subject: format!("Call {name}"),
        call: Some(id("a")),
        with: Party { name: "Ann".into(), number: Some(number(ANN)), contact: None },
        due,
        remind_before: 15 * MINUTE,
        ..FollowUp::default()
    }
}

fn save(rig: &mut Rig, follow_up: FollowUp) {
    assert_eq!(rig.desk(Command::SaveFollowUp(Box::new(follow_up))), None);
}

/// The names of every reminder that was shown, each with its time after the beginning.
fn shown(rig: &Rig) -> Vec<Vec<(&str, Millis)>> {
    let reminders = rig.shown.iter().filter_map(|show| if let Show::Reminders(all) = show { Some(all) } else { None });
    reminders.map(|all| all.iter().map(|one| (one.id.as_str(), one.at - BEGIN)).collect()).collect()
}

fn stored(rig: &Rig) -> Vec<FollowUp> {
    check::all(&rig.shell.store)
}

#[test]
fn k7_a_reminder_comes_once_so_long_before_with_what_is_to_be_done_and_with_whom() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    rig.wait(45 * MINUTE - 1);
    assert_eq!(rig.shown, []);
    rig.wait(1);
    let reminder = Reminder { id: "f".into(), at: BEGIN + 45 * MINUTE, subject: "Call f".into(), who: "Ann".into() };
    assert_eq!(rig.shown, [Show::Reminders(vec![reminder])]);
    rig.wait(HOUR);
    rig.crash();
    rig.wait(24 * HOUR);
    assert_eq!(rig.shown.len(), 1);
}

#[test]
fn k7_a_reminder_comes_late_rather_than_never_and_several_overdue_are_one() {
    let mut rig = Rig::new();
    for (name, hours) in [("late", 3), ("early", 2), ("next", 200)] {
        save(&mut rig, follow_up(name, BEGIN + hours * HOUR + 15 * MINUTE));
    }
    rig.now += 168 * HOUR;
    rig.crash();
    rig.run();
    assert_eq!(shown(&rig), [[("early", 2 * HOUR), ("late", 3 * HOUR)]]);
    rig.wait(32 * HOUR);
    assert_eq!(shown(&rig)[1..], [[("next", 200 * HOUR)]]);
}

#[test]
fn k7_a_reminder_nobody_said_was_shown_is_shown_again_by_the_next_life_only() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    rig.says_what_it_showed = false;
    rig.wait(2 * HOUR);
    assert_eq!(rig.shown.len(), 1);
    rig.says_what_it_showed = true;
    rig.crash();
    rig.wait(2 * HOUR);
    assert_eq!(shown(&rig), [[("f", 45 * MINUTE)], [("f", 45 * MINUTE)]]);
}

#[test]
fn k7_one_that_was_done_or_deleted_reminds_nobody_and_one_opened_again_does() {
    let mut rig = Rig::new();
    ["f", "gone"].iter().for_each(|name| save(&mut rig, follow_up(name, BEGIN + HOUR)));
    assert_eq!(rig.desk(Command::FollowUpDone { id: "f".into(), done: true }), None);
    assert_eq!(rig.desk(Command::DeleteFollowUp { id: "gone".into() }), None);
    let done_at = rig.now;
    rig.crash();
    rig.wait(2 * HOUR);
    assert_eq!((rig.shown.len(), stored(&rig).iter().map(|one| one.done).collect::<Vec<_>>()), (0, vec![Some(done_at)]));
    assert_eq!(rig.desk(Command::FollowUpDone { id: "f".into(), done: false }), None);
    rig.wait(MINUTE);
    assert_eq!(shown(&rig), [[("f", 45 * MINUTE)]]);
}

#[test]
fn k7_snoozed_it_reminds_again_then() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    rig.wait(HOUR);
    assert_eq!(rig.desk(Command::SnoozeFollowUp { id: "f".into(), until: BEGIN + 3 * HOUR }), None);
    rig.wait(24 * HOUR);
    assert_eq!(shown(&rig), [[("f", 45 * MINUTE)], [("f", 3 * HOUR)]]);
}

#[test]
fn k7_a_new_time_reminds_anew_and_other_words_do_not() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    rig.wait(HOUR);
    save(&mut rig, FollowUp { subject: "Call her".into(), ..follow_up("f", BEGIN + HOUR) });
    rig.wait(HOUR);
    assert_eq!(shown(&rig), [[("f", 45 * MINUTE)]]);
    save(&mut rig, follow_up("f", BEGIN + 5 * HOUR));
    rig.wait(HOUR);
    assert_eq!(rig.desk(Command::SnoozeFollowUp { id: "f".into(), until: BEGIN + 4 * HOUR }), None);
    save(&mut rig, FollowUp { subject: "Call her".into(), ..follow_up("f", BEGIN + 5 * HOUR) });
    rig.wait(24 * HOUR);
    assert_eq!(shown(&rig)[1..], [[("f", 4 * HOUR)]], "still snoozed");
    save(&mut rig, follow_up("f", BEGIN + 100 * HOUR));
    rig.wait(100 * HOUR);
    assert_eq!(shown(&rig)[2..], [[("f", 100 * HOUR - 15 * MINUTE)]], "and no longer");
}

#[test]
fn k7_a_time_changed_while_the_reminder_was_shown_still_reminds() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    rig.says_what_it_showed = false;
    rig.wait(HOUR);
    let Some(Show::Reminders(reminders)) = rig.shown.pop() else { panic!("a reminder") };
    rig.says_what_it_showed = true;
    save(&mut rig, follow_up("f", BEGIN + 3 * HOUR));
    rig.tell(callscribe_core::engine::Input::Reminded(reminders));
    rig.wait(24 * HOUR);
    assert_eq!(shown(&rig), [[("f", 3 * HOUR - 15 * MINUTE)]]);
}

#[test]
fn k5_what_is_not_there_can_be_neither_done_nor_snoozed() {
    let mut rig = Rig::new();
    let acts = [Command::FollowUpDone { id: "f".into(), done: true }, Command::SnoozeFollowUp { id: "f".into(), until: BEGIN }];
    for act in acts {
        assert_eq!(rig.desk(act), Some(RefusalKind::NotThere));
    }
    assert_eq!(stored(&rig), []);
}

#[test]
fn i10_a_forgotten_number_takes_its_follow_ups_along() {
    let mut rig = Rig::new();
    save(&mut rig, follow_up("f", BEGIN + HOUR));
    let other = Party { number: Some(number("+14155550177")), ..Party::default() };
    save(&mut rig, FollowUp { with: other, ..follow_up("other", BEGIN + HOUR) });
    assert_eq!(rig.desk(Command::ForgetNumber(ANN.into())), None);
    assert_eq!(stored(&rig).iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["other"]);
    rig.desk(Command::DeleteAll);
    rig.wait(24 * HOUR);
    assert_eq!((stored(&rig).len(), rig.shown.len()), (0, 0));
}
