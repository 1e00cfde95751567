//! Phone accounts: where calls come from, how their lines are, and the gaps in which calls may be missing.

use crate::parts::{When, doing, dynamic};
use callscribe_core::account::{AccountKind, GapState, Line, PhoneAccount};
use callscribe_core::command::Command;
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;

use super::{Group, Sure};
use crate::app::App;
use crate::screen::Screen;
use crate::text::{line_problem, t};
use crate::{desk, time, who};

/// The accounts, and a way to connect one.
#[component]
pub fn Accounts() -> impl IntoView {
    let app = App::get();
    let accounts = app.of_frame(Frame::shown_lines);
    let none = move || accounts.get().is_some_and(|all| all.is_empty());
    view! {
        <Group id="settings-accounts" title=t("settings_accounts", &[]) words=t("settings_accounts_words", &[])>
            <ul class="plain cards">
                {dynamic(move || accounts.get().unwrap_or_default().into_iter().map(|account| view! { <Account account /> }).collect_view())}
            </ul>
            <When is=none><p class="muted">{t("accounts_none", &[])}</p></When>
            <button on:click=doing(move |_| app.go(Screen::AddAsterisk))>{t("account_add_asterisk", &[])}</button>
            <button on:click=doing(move |_| app.go(Screen::AddRingCentral))>{t("account_add_ringcentral", &[])}</button>
        </Group>
    }
}

#[component]
fn Account(account: PhoneAccount) -> impl IntoView {
    let app = App::get();
    let is_practice = account.kind == AccountKind::Practice;
    let again = matches!(account.line, Line::Waiting { .. } | Line::Stopped(_)).then(|| {
        let id = account.id.clone();
        view! { <button on:click=doing(move |_| desk::command(Command::Reconnect(id.clone())))>{t("do_reconnect", &[])}</button> }
    });
    let change = match account.kind {
        AccountKind::Asterisk { .. } => Some((Screen::AddAsterisk, "do_new_password")),
        AccountKind::RingCentral { .. } => Some((Screen::AddRingCentral, "do_sign_in_again")),
        AccountKind::Practice | AccountKind::Typed => None,
    };
    let change = change.map(|(screen, label)| view! { <button on:click=doing(move |_| app.go(screen.clone()))>{t(label, &[])}</button> });
    let remove = (!is_practice).then(|| {
        let id = account.id.clone();
        let act = move || desk::command(Command::RemoveAccount(id.clone()));
        view! { <Sure label=t("do_remove", &[]) question=t("account_remove_sure", &[&account.name]) yes=t("do_remove", &[]) act /> }
    });
    let dials_from = account.dials_from.as_ref().map(|own| t("dial_from", &[&own.for_eyes(who::style())]));
    let gaps = account.gaps.iter().rev().filter(|gap| gap.state == GapState::Shown).map(|gap| {
        let now = app.now.get_untracked();
        let words = t("gap_line", &[&time::moment(gap.from, now), &time::moment(gap.to, now), &account.name]);
        view! { <li>{words}</li> }
    });
    let gaps = gaps.collect_view();
    let line = {
        let account = account.clone();
        move || line_words(app, &account)
    };
    view! {
        <li class="thing" data-testid="phone-account">
            <b dir="auto">{account.name.clone()}</b>
            <small>{kind_words(&account.kind)}</small>
            {dials_from.map(|words| view! { <small data-testid="dials-from">{words}</small> })}
            <p class=line_class(&account.line) data-testid="line-state">{line}</p>
            <ul class="muted gaps">{gaps}</ul>
            <div class="actions">{again}{change}{remove}</div>
        </li>
    }
}

fn kind_words(kind: &AccountKind) -> String {
    match kind {
        AccountKind::Practice => t("kind_practice", &[]),
        AccountKind::Typed => t("kind_typed", &[]),
        AccountKind::Asterisk { url, endpoint, .. } => t("kind_asterisk", &[url, endpoint]),
        AccountKind::RingCentral { server, .. } => t("kind_ringcentral", &[server]),
    }
}

fn line_class(line: &Line) -> &'static str {
    match line {
        Line::Open => "status ok",
        Line::Idle => "status",
        Line::Waiting { .. } => "status wait",
        Line::Stopped(_) => "status bad",
    }
}

fn line_words(app: App, account: &PhoneAccount) -> String {
    match &account.line {
        Line::Open => t("state_open", &[]),
        Line::Idle if account.kind == AccountKind::Practice => t("state_practice", &[]),
        Line::Idle => t("state_idle", &[]),
        Line::Waiting { until, problem, .. } => {
            let when = time::until(*until, app.now.get());
            format!("{} {}", line_problem(*problem, &account.name), t("state_reconnects", &[&when]))
        }
        Line::Stopped(problem) => line_problem(*problem, &account.name),
    }
}
