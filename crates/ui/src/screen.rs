//! Where the agent is: the screens there are, and the pages they are shown in.

use callscribe_browser::runtime;
use callscribe_core::call::CallId;
use callscribe_core::entry::LogKey;
use callscribe_core::integration::{Integration, IntegrationId, IntegrationKind, VendorName};
use callscribe_core::json;
use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// The page the app runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Closes whenever it loses focus.
    Popup,
    /// Stays beside the page.
    SidePanel,
    /// The only one in which permission prompts and sign-ins can be answered.
    Tab,
}

impl Surface {
    /// What the page says of itself.
    pub fn of_page() -> Self {
        let named = web_sys::window().and_then(|w| w.document()?.document_element()?.get_attribute("data-surface"));
        match named.as_deref() {
            Some("tab") => Self::Tab,
            Some("sidepanel") => Self::SidePanel,
            _ => Self::Popup,
        }
    }

    /// Its name among stored things.
    pub fn name(self) -> &'static str {
        match self {
            Self::Popup => "popup",
            Self::SidePanel => "sidepanel",
            Self::Tab => "tab",
        }
    }
}

/// A screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screen {
    /// The list of calls.
    #[default]
    Calls,
    /// The calls in pictures.
    Activity,
    /// The note of a call, or of the running one; below it the notes of past calls.
    Notes(Option<CallId>),
    /// Settings.
    Settings,
    /// What needs a person; the entry to begin with, by its key.
    Unresolved(Option<String>),
    /// The log form of a call.
    Log(CallId),
    /// "Why?": how an entry came to where it is, and what happens next (L4).
    Why {
        /// The entry; the others of its call stand below it.
        key: LogKey,
        /// Where the agent came from.
        from: Box<Self>,
    },
    /// Whose page is to open: several contacts have the number of a call (I8).
    Whose(LogKey),
    /// Follow-ups, by day.
    FollowUps,
    /// The form of a follow-up.
    FollowUp(FollowUpOf),
    /// "Log a call": one made elsewhere.
    Typed,
    /// Connect an Asterisk or FreePBX.
    AddAsterisk,
    /// Connect RingCentral, or sign in to it again.
    AddRingCentral,
    /// Connect a CRM: which one?
    AddCrm,
    /// Connect one through its own interface, or sign in to it again.
    Connect(VendorName, Option<IntegrationId>),
    /// Connect an App Connect server, or sign in to one again.
    AddServer(Option<IntegrationId>),
    /// An address book.
    Book(IntegrationId),
    /// One contact of an address book; `None` = a new one.
    Contact(IntegrationId, Option<String>),
}

/// What a follow-up's form is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FollowUpOf {
    /// Nothing yet.
    Nothing,
    /// A call.
    Call(CallId),
    /// One that is there, by its id.
    Known(String),
}

impl Screen {
    /// Where one signs in to an integration again.
    pub fn sign_in(integration: &Integration) -> Self {
        let id = Some(integration.id.clone());
        match &integration.kind {
            IntegrationKind::AddressBook { .. } => Self::Settings,
            IntegrationKind::AppConnect(_) => Self::AddServer(id),
            IntegrationKind::Direct(server) => Self::Connect(server.vendor.name(), id),
        }
    }

    /// Where its back button leads; the tabs have none.
    pub fn parent(&self) -> Option<Self> {
        match self {
            Self::Calls | Self::Notes(_) | Self::FollowUps | Self::Settings | Self::Unresolved(_) => None,
            Self::Activity | Self::Log(_) | Self::Typed | Self::Whose(_) | Self::FollowUp(FollowUpOf::Call(_)) => Some(Self::Calls),
            Self::FollowUp(_) => Some(Self::FollowUps),
            Self::Why { from, .. } => Some((**from).clone()),
            Self::Connect(_, None) | Self::AddServer(None) => Some(Self::AddCrm),
            Self::AddAsterisk | Self::AddRingCentral | Self::AddCrm | Self::Connect(..) | Self::AddServer(_) | Self::Book(_) => {
                Some(Self::Settings)
            }
            Self::Contact(book, _) => Some(Self::Book(book.clone())),
        }
    }

    /// The name of its title, where it has one of its own.
    pub fn title(&self) -> Option<&'static str> {
        match self {
            Self::Calls | Self::Notes(_) | Self::FollowUps | Self::Settings | Self::Unresolved(_) => None,
            Self::FollowUp(_) => Some("follow_up_form"),
            Self::Activity => Some("activity_title"),
            Self::Log(_) => Some("form_log"),
            Self::Why { .. } => Some("why_title"),
            Self::Whose(_) => Some("whose_screen"),
            Self::Typed => Some("do_log_a_call"),
            Self::AddAsterisk => Some("account_add_asterisk"),
            Self::AddRingCentral => Some("account_add_ringcentral"),
            Self::AddCrm | Self::Connect(_, None) => Some("integration_add_crm"),
            Self::AddServer(None) => Some("integration_add_server"),
            Self::Connect(_, Some(_)) | Self::AddServer(Some(_)) => Some("server_again"),
            Self::Book(_) => Some("book_name"),
            Self::Contact(..) => Some("contact_form"),
        }
    }

    /// Whether it needs a page that a prompt does not close.
    pub fn needs_tab(&self) -> bool {
        matches!(self, Self::AddAsterisk | Self::AddRingCentral | Self::AddCrm | Self::Connect(..) | Self::AddServer(_))
    }

    /// The screen the page was left on; a tab may be opened at one by its address.
    pub fn remembered(surface: Surface) -> Self {
        let hash = web_sys::window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
        let named = hash.strip_prefix('#').and_then(|text| js_sys::decode_uri_component(text).ok());
        let named = named.and_then(|text| json::from_str(&String::from(text)).ok());
        if named.is_some() {
            forget_address();
        }
        named.or_else(|| json::from_str(&LocalStorage::raw().get_item(&place(surface)).ok()??).ok()).unwrap_or_default()
    }

    /// Remembers it for the next time the page opens.
    pub fn remember(&self, surface: Surface) {
        // A full localStorage costs only the convenience.
        let _ = LocalStorage::set(place(surface), self);
    }

    /// The address of the tab at this screen.
    pub fn address(&self) -> String {
        runtime::page_at("app.html", self).unwrap_or_else(|_| "app.html".into())
    }
}

/// A page that is loaded again goes to where the agent was then, not to where it was opened.
fn forget_address() {
    let Some(window) = web_sys::window() else { return };
    // Without a history there is nothing to forget.
    if let (Ok(history), Ok(page)) = (window.history(), window.location().pathname()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&page));
    }
}

fn place(surface: Surface) -> String {
    format!("screen/{}", surface.name())
}
