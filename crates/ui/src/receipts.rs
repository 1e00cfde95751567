//! What the worker refused, and how far imports are, in words, until the agent has read it.

use callscribe_core::book::{Problem, ProblemKind};
use callscribe_core::command::{Command, Refusal, RefusalKind};
use callscribe_core::desk::ImportReport;
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::{Link, doing};
use crate::screen::Screen;
use crate::text::{count, t};

/// What could not be read of a file: where, what, and what to do.
fn import_problem(problem: &Problem) -> String {
    let what = match &problem.kind {
        ProblemKind::NoHeader => t("import_no_header", &[]),
        ProblemKind::NoCards => t("import_no_cards", &[]),
        ProblemKind::NoPerson => t("import_no_person", &[]),
        ProblemKind::Group => t("import_group", &[]),
        ProblemKind::BadNumber(raw) => t("import_bad_number", &[raw]),
        ProblemKind::NotUtf8 => t("import_not_utf8", &[]),
        ProblemKind::OpenQuote => t("import_open_quote", &[]),
        ProblemKind::ExtraCells => t("import_extra_cells", &[]),
        ProblemKind::BadLine => t("import_bad_line", &[]),
        ProblemKind::OpenCard => t("import_open_card", &[]),
        ProblemKind::NoBook => t("import_no_book", &[]),
    };
    t("import_line", &[&problem.line.to_string(), &what])
}

/// One line per refusal and per import.
#[component]
pub fn Receipts() -> impl IntoView {
    let app = App::get();
    let receipts = app.of_frame(|f| f.receipts.clone());
    // Taking a receipt off the desk is no commit of the worker's, so what was read is hidden here.
    let read = RwSignal::new(Vec::<String>::new());
    let under_way = app.of_frame(|f| f.imports.clone());
    let imports = move || {
        let read = read.get();
        under_way.get().unwrap_or_default().into_iter().filter(|(key, _)| !read.contains(key)).collect::<Vec<_>>()
    };
    let shown = move || {
        let read = read.get();
        receipts.get().unwrap_or_default().into_iter().filter(|(key, _)| !read.contains(key)).collect::<Vec<_>>()
    };
    view! {
        <For each=shown key=|(key, _)| key.clone() let:receipt>
            <Receipt key=receipt.0 refusal=receipt.1 read />
        </For>
        <For each=imports key=|(key, report)| (key.clone(), report.done) let:import>
            <Import key=import.0 report=import.1 read />
        </For>
    }
}

/// How far an import is; once it is done, what became of it.
#[component]
fn Import(key: String, report: ImportReport, read: RwSignal<Vec<String>>) -> impl IntoView {
    let people = count(report.people as u64, "import_one", "import_many");
    if !report.is_done() {
        let percent = (report.done * 100 / report.total.max(1)).to_string();
        return view! { <div class="notice" role="status" data-testid="import"><p>{t("import_under_way", &[&percent, &people])}</p></div> }
            .into_any();
    }
    let wrong = report.problems.len() + report.more_problems;
    let wrong = (wrong > 0).then(|| {
        let lines = report.problems.iter().take(20).map(|problem| view! { <li>{import_problem(problem)}</li> }).collect_view();
        view! {
            <details>
                <summary>{count(wrong as u64, "import_problem_one", "import_problem_many")}</summary>
                <ul class="problems">{lines}</ul>
            </details>
        }
    });
    let close = move |_| {
        read.update(|read| read.push(key.clone()));
        desk::forget(key.clone());
    };
    view! {
        <div class="notice" role="status" data-testid="import">
            <p>{t("import_done", &[&people])}</p>
            <button class="quiet" on:click=doing(close)>{t("do_dismiss_message", &[])}</button>
            {wrong}
        </div>
    }
    .into_any()
}

#[component]
fn Receipt(key: String, refusal: Refusal, read: RwSignal<Vec<String>>) -> impl IntoView {
    let app = App::get();
    let close = StoredValue::new(move || {
        read.update(|read| read.push(key.clone()));
        desk::forget(key.clone());
    });
    let close = move || close.with_value(|close| close());
    let action = match (&refusal.why, refusal.command.as_ref()) {
        (RefusalKind::AlreadyLogged(Some(record)), _) => {
            record.url.clone().map(|url| view! { <Link href=url>{t("do_open_record", &[])}</Link> }.into_any())
        }
        (RefusalKind::SameCall(_), Command::TypeCall { call, .. }) => {
            let call = call.clone();
            let insist = move |_| {
                desk::command(Command::TypeCall { call: call.clone(), not_the_same: true });
                close();
            };
            Some(view! { <button on:click=doing(insist)>{t("do_not_the_same", &[])}</button> }.into_any())
        }
        _ => None,
    };
    let same = match &refusal.why {
        RefusalKind::SameCall(known) => Some(known.clone()),
        _ => None,
    };
    let open_same = same.map(|known| {
        let open = move |_| {
            close();
            app.go(Screen::Log(known.clone()));
        };
        view! { <button on:click=doing(open)>{t("do_same_call", &[])}</button> }
    });
    view! {
        <div class="notice" role="alert" data-testid="receipt">
            <p>{why(app, &refusal)}</p>
            {action}
            {open_same}
            <button class="quiet" on:click=doing(move |_| close())>{t("do_dismiss_message", &[])}</button>
        </div>
    }
}

fn why(app: App, refusal: &Refusal) -> String {
    match &refusal.why {
        RefusalKind::AlreadyLogged(_) => t("refused_logged", &[]),
        RefusalKind::AlreadyAdded => t("refused_added", &[]),
        RefusalKind::NotThere => t("refused_not_there", &[]),
        RefusalKind::StillRunning => t("refused_running", &[]),
        RefusalKind::SameCall(_) => t("refused_same_call", &[]),
        RefusalKind::DoesNotFit => t("refused_does_not_fit", &[]),
        RefusalKind::SignedOut => t("refused_signed_out", &[&integration_of(app, &refusal.command)]),
        RefusalKind::BadFile(words) => t("refused_bad_file", &[words]),
    }
}

fn integration_of(app: App, command: &Command) -> String {
    match command {
        Command::Resolve { key, .. } => app.name_of(&key.integration),
        Command::Log { entries, .. } => entries.iter().map(|e| app.name_of(&e.integration)).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}
