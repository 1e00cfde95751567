//! The app: what all screens share, the tabs, and the screen that is shown.

use std::cell::Cell;

use crate::parts::{When, doing, dynamic, live, memo};
use callscribe_browser::{clock, runtime, tabs};
use callscribe_core::call::CallId;
use callscribe_core::entry::LogKey;
use callscribe_core::integration::{IntegrationId, Tried};
use callscribe_core::order::OrdMap;
use callscribe_core::store::StoreError;
use callscribe_core::time::Millis;
use callscribe_core::views::activity::Narrow;
use callscribe_core::views::frame::Frame;
use gloo_timers::callback::{Interval, Timeout};
use leptos::html::Main;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::header::Header;
use crate::icon::{Glyph, Icon};
use crate::later::Later;
use crate::receipts::Receipts;
use crate::screen::{Screen, Surface};
use crate::text::{store_problem, t};
use crate::{calls, conditions, focus, follow_ups, help, news};

/// What all screens share.
#[derive(Debug, Clone, Copy)]
pub struct App {
    /// The page it runs in.
    pub surface: Surface,
    /// What every screen needs; `None` until the store exists.
    pub frame: RwSignal<Option<Frame>>,
    /// The revision the frame was read at.
    pub revision: Memo<u64>,
    /// Where the agent is.
    pub screen: RwSignal<Screen>,
    /// The time, by the second while a call runs, else by ten seconds.
    pub now: RwSignal<Millis>,
    /// The call the agent was at in the list, so that the keys come back to it.
    pub cursor: RwSignal<Option<CallId>>,
    /// The calls of a figure, while Calls shows only these.
    pub narrow: RwSignal<Option<Narrow>>,
    /// All keys are shown.
    pub help: RwSignal<bool>,
    /// What came of the last test of an integration.
    pub tested: RwSignal<OrdMap<IntegrationId, Vec<Tried>>>,
    /// Said aloud by screen readers.
    pub said: RwSignal<String>,
    /// Something could not be put on the desk.
    pub trouble: RwSignal<Option<StoreError>>,
    /// How far the reading of the frame is.
    pub reading: StoredValue<Reading>,
    /// This window's name among drafts.
    pub window: StoredValue<String>,
}

/// How far the reading of the frame is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reading {
    /// It is being read.
    pub under_way: bool,
    /// It has to be read again after.
    pub again: bool,
    /// Something was chosen since this reading began: it does not count.
    pub overtaken: bool,
}

thread_local! {
    static THIS: Cell<Option<App>> = const { Cell::new(None) };
}

impl App {
    fn new() -> Self {
        let surface = Surface::of_page();
        let frame = RwSignal::new(None);
        let name = match surface {
            Surface::Popup => "popup".to_owned(),
            other => format!("{}-{}", other.name(), runtime::random_id()),
        };
        Self {
            surface,
            frame,
            revision: memo(move || frame.with(|f: &Option<Frame>| f.as_ref().map_or(0, |f| f.revision.0))),
            screen: RwSignal::new(Screen::remembered(surface)),
            now: RwSignal::new(clock::wall()),
            cursor: RwSignal::new(None),
            narrow: RwSignal::new(None),
            help: RwSignal::new(false),
            tested: RwSignal::default(),
            said: RwSignal::new(String::new()),
            trouble: RwSignal::new(None),
            reading: StoredValue::default(),
            window: StoredValue::new(name),
        }
    }

    /// The app of this page; there is one, made before anything is shown.
    pub fn get() -> Self {
        THIS.get().unwrap_or_else(|| {
            let app = Self::new();
            THIS.set(Some(app));
            app
        })
    }

    /// Goes to a screen; one that needs the tab opens there.
    pub fn go(self, screen: Screen) {
        if screen.needs_tab() && self.surface != Surface::Tab {
            return self.open_tab(&screen);
        }
        self.screen.set(screen);
    }

    /// Shows why an entry is where it is; the way back leads to where the agent is now.
    pub fn why(self, key: LogKey) {
        let from = Box::new(self.screen.get_untracked());
        self.go(Screen::Why { key, from });
    }

    /// Opens a screen in a tab of its own.
    pub fn open_tab(self, screen: &Screen) {
        let address = runtime::url(&screen.address());
        spawn_local(async move {
            let opened = tabs::open(&address).await;
            if opened.is_ok() && self.surface == Surface::Popup {
                // The tab has the agent's eyes now.
                let _ = web_sys::window().map(|window| window.close());
            }
        });
    }

    /// Says a result to screen readers.
    pub fn say(self, words: String) {
        self.said.set(words);
    }

    /// Shows a choice at once, before the worker keeps it; answers what `choose` makes of the frame.
    pub fn choose<T>(self, choose: impl FnOnce(&mut Frame) -> Option<T>) -> Option<T> {
        let chosen = self.frame.try_update(|frame| choose(frame.as_mut()?)).flatten();
        self.reading.update_value(|reading| (reading.again, reading.overtaken) = (reading.under_way, reading.under_way));
        chosen
    }

    /// Part of the frame, shown anew only when that part changes.
    pub fn of_frame<T: PartialEq + Send + Sync + 'static>(self, part: impl Fn(&Frame) -> T + Send + Sync + 'static) -> Memo<Option<T>> {
        memo(move || self.frame.with(|frame| frame.as_ref().map(&part)))
    }

    /// Where one signs in to an integration again.
    pub fn sign_in(self, id: &IntegrationId) {
        let known = self.frame.with_untracked(|f| f.as_ref().and_then(|f| f.integration(id)).map(Screen::sign_in));
        self.go(known.unwrap_or(Screen::Settings));
    }

    /// The name of an integration, also of a removed one.
    pub fn name_of(self, id: &IntegrationId) -> String {
        let name = self.frame.with_untracked(|f| f.as_ref().and_then(|f| f.integration(id)).map(|i| i.name.clone()));
        name.unwrap_or_else(|| id.as_str().to_owned())
    }
}

/// Makes the app and shows it.
#[component]
pub fn Root() -> impl IntoView {
    let app = App::get();
    speak();
    news::listen(app);
    keep_time(app);
    let main = NodeRef::<Main>::new();
    focus::keep(main);
    Effect::new(move |before: Option<()>| {
        app.screen.with(|screen| screen.remember(app.surface));
        // The first screen begins at its top; to say so would lay out what is not whole yet.
        if let Some(main) = before.and_then(|()| main.get_untracked()) {
            main.set_scroll_top(0);
        }
    });
    view! {
        <div class="app">
            <Header />
            <div class="notices">
                <Trouble />
                <conditions::Conditions />
                <Receipts />
            </div>
            <main node_ref=main tabindex="-1">
                <Shown />
            </main>
            <Tabs />
            <help::Help />
            <Said />
        </div>
    }
}

/// The last result: heard by those who listen, and seen for some seconds at the foot of the page.
#[component]
fn Said() -> impl IntoView {
    const SECONDS: u32 = 4;
    let app = App::get();
    let shown = RwSignal::new(false);
    Effect::new(move |before: Option<Option<Timeout>>| {
        drop(before);
        let says = app.said.with(|said| !said.is_empty());
        shown.set(says);
        says.then(|| Timeout::new(SECONDS * 1_000, move || shown.set(false)))
    });
    view! { <p class="toast" class:shown=shown role="status" aria-live="polite">{dynamic(move || app.said.get())}</p> }
}

/// Says which language the page is in, and which way it is read.
fn speak() {
    if let Some(page) = document().document_element() {
        // Without it a screen reader takes the page for the browser's language.
        let _ = page.set_attribute("lang", &t("language", &[]));
        let _ = page.set_attribute("dir", &t("@@bidi_dir", &[]));
    }
}

#[component]
fn Shown() -> impl IntoView {
    let app = App::get();
    let is_first_run = memo(move || app.frame.with(|frame| frame.as_ref().is_some_and(Frame::is_first_run)));
    let later = Later::away();
    move || match app.screen.get() {
        Screen::Calls if !is_first_run.get() => view! { <calls::Calls later /> }.into_any(),
        other => later.draw(other),
    }
}

/// The tabs; Unresolved is last, and there only while needed or open (F1).
#[component]
fn Tabs() -> impl IntoView {
    let app = App::get();
    let (entries, tasks) = (app.of_frame(|f| f.counters.unresolved), follow_ups::unresolved());
    let unresolved = memo(move || entries.get().unwrap_or_default() + tasks.with(|tasks| tasks.len() as u64));
    let shown = move || unresolved.get() > 0 || app.screen.with(|s| matches!(s, Screen::Unresolved(_)));
    let badge = move || {
        let n = Some(unresolved.get()).filter(|n| *n > 0)?;
        Some(view! { <span class="badge" data-testid="unresolved-count">{n}</span> })
    };
    view! {
        <nav class="tabs" aria-label=t("tabs_label", &[])>
            <Tab to=Screen::Calls glyph=Glyph::Phone name=t("tab_calls", &[]) />
            <Tab to=Screen::Notes(None) glyph=Glyph::Note name=t("tab_notes", &[]) />
            <Tab to=Screen::FollowUps glyph=Glyph::FollowUp name=t("tab_follow_ups", &[]) />
            <Tab to=Screen::Settings glyph=Glyph::Settings name=t("tab_settings", &[]) />
            <When is=shown>
                <Tab to=Screen::Unresolved(None) glyph=Glyph::Unresolved name=t("tab_unresolved", &[])>{badge}</Tab>
            </When>
        </nav>
    }
}

#[component]
fn Tab(to: Screen, glyph: Glyph, name: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let app = App::get();
    let own = std::mem::discriminant(&to);
    let root = move |screen: &Screen| {
        let mut at = screen.clone();
        while let Some(parent) = at.parent() {
            at = parent;
        }
        std::mem::discriminant(&at)
    };
    let current = move || app.screen.with(|s| root(s) == own).then_some("page");
    view! {
        <button class="tab" aria-current=live(current) on:click=doing(move |_| app.go(to.clone()))>
            <Icon glyph />
            <span>{name}</span>
            {children.map(|children| children())}
        </button>
    }
}

/// What could not be stored, in words.
#[component]
fn Trouble() -> impl IntoView {
    let app = App::get();
    move || {
        let error = app.trouble.get()?;
        Some(view! {
            <div class="notice bad" role="alert" data-testid="trouble">
                <p>{store_problem(&error)}</p>
                <button class="quiet" on:click=doing(move |_| app.trouble.set(None))>{t("do_close", &[])}</button>
            </div>
        })
    }
}

/// Lets time pass: by the second while a call runs, else by ten seconds.
fn keep_time(app: App) {
    let running = app.of_frame(|f| !f.running.is_empty());
    Effect::new(move |old: Option<Option<Interval>>| {
        drop(old);
        let every = if running.get() == Some(true) { 1_000 } else { 10_000 };
        app.now.set(clock::wall());
        Some(Interval::new(every, move || app.now.set(clock::wall())))
    });
}
