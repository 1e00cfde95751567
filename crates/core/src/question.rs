//! What screens ask the worker by message: nothing here changes a call, and secrets travel nowhere else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::LineProblem;
use crate::book::ExportFormat;
use crate::call::AccountId;
use crate::contact::Contact;
use crate::crm::CrmError;
use crate::engine::Revision;
use crate::integration::{IntegrationId, Tried, VendorName};
use crate::number::PhoneNumber;
use crate::order::OrdMap;
use crate::store::StoreError;
use crate::time::Millis;

/// Everything a page of ours may send to the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Something was put on the desk.
    LookAtDesk,
    /// A question; answered with a [`Reply`].
    Ask(Box<Question>),
}

/// What the worker answers to a question.
pub type Reply = Result<Answer, QuestionError>;

/// The BroadcastChannel on which the worker tells the screens what is new.
pub const NEWS_CHANNEL: &str = "news";

/// What the worker says on [`NEWS_CHANNEL`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum News {
    /// The store was made or upgraded and can be opened.
    Ready,
    /// Something was committed.
    Revision(Revision),
    /// The store failed; said again at every further attempt that fails. What was asked for is kept and tried again.
    Trouble(StoreError),
}

impl News {
    /// As it travels.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// Reads what [`News::text`] wrote; anything else is nobody's news.
    pub fn read(text: &str) -> Option<Self> {
        crate::json::from_str(text).ok()
    }
}

/// A question of a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// Who has this number in this integration? Answered with [`Answer::Contacts`].
    FindContacts {
        /// The integration.
        integration: IntegrationId,
        /// The number.
        number: PhoneNumber,
    },
    /// Who is called like this? Answered with [`Answer::Contacts`].
    SearchContacts {
        /// The integration.
        integration: IntegrationId,
        /// What was typed.
        name: String,
    },
    /// Which number is this, in the agent's region? Answered with [`Answer::Number`].
    ParseNumber {
        /// As typed.
        raw: String,
    },
    /// Is there an App Connect server at this address, and what does it offer? Answered with [`Answer::Server`].
    ProbeServer {
        /// As typed.
        url: String,
        /// The platform, where the server does not list its own.
        #[serde(default)]
        platform: Option<String>,
    },
    /// Sign in to an App Connect server with a key. The worker adds the integration, or signs it in again where it is there already.
    /// Answered with [`Answer::SignedIn`].
    SignIn {
        /// The server, as [`Answer::Server`] named it.
        server_url: String,
        /// Which of its platforms.
        platform: String,
        /// The CRM's own host name, where the platform asks for it; else empty.
        hostname: String,
        /// The key.
        api_key: Secret,
        /// Further answers the platform asks for at sign-in, by field name.
        additional: OrdMap<String, Secret>,
    },
    /// Sign in to an App Connect server by OAuth: the worker opens the tab, watches it and answers with [`Answer::SignedIn`] once it
    /// is over. If the worker dies meanwhile, the integration still appears in the settings.
    StartOAuth {
        /// The server, as [`Answer::Server`] named it.
        server_url: String,
        /// Which of its platforms.
        platform: String,
        /// The CRM's own host name, where the platform asks for it; else empty.
        hostname: String,
    },
    /// Connect a CRM through its own interface with a key. The worker adds the integration, or signs it in again where it is there
    /// already. Answered with [`Answer::SignedIn`].
    Connect {
        /// Which CRM.
        vendor: VendorName,
        /// Its address, as typed; empty where the vendor has one for all.
        url: String,
        /// The database, where the server has several; else empty.
        database: String,
        /// The key.
        key: Secret,
    },
    /// Connect Salesforce, or sign in to one that is there again, in a window of the browser's own. Answered with [`Answer::SignedIn`].
    ConnectSalesforce {
        /// Where one signs in, as typed.
        login: String,
        /// The client id of the application to sign in to; no secret.
        client_id: String,
    },
    /// What works, and what does not? Asks only what changes nothing. Answered with [`Answer::Tested`].
    TestIntegration {
        /// The integration.
        id: IntegrationId,
    },
    /// Forget its credential here, and on a server that keeps one. Answered with [`Answer::Done`].
    SignOut {
        /// The integration.
        id: IntegrationId,
    },
    /// Connect an Asterisk or FreePBX, or give an account that is there a new password. Answered with [`Answer::Account`] once
    /// the line is open.
    AddAsterisk {
        /// Its name on the screens.
        name: String,
        /// `http://HOST:8088` or `https://…`, as typed.
        url: String,
        /// The ARI user.
        user: String,
        /// Its password.
        password: Secret,
        /// The agent's own endpoint, such as `PJSIP/100`.
        endpoint: String,
    },
    /// Connect RingCentral, or sign in to an account that is there again, in a window of the browser's own. Answered with
    /// [`Answer::Account`].
    AddRingCentral {
        /// The server, as typed.
        server: String,
        /// The client id of the application to sign in to; no secret.
        client_id: String,
    },
    /// Call this number (C7): the agent's own phone rings first. Asked once and never again by itself. Answered with [`Answer::Rings`].
    Dial {
        /// The account that dials.
        account: AccountId,
        /// Whom to call.
        number: PhoneNumber,
    },
    /// The address book as a file. Answered with [`Answer::File`].
    Export {
        /// Which book.
        book: IntegrationId,
        /// As what.
        format: ExportFormat,
    },
}

/// What the worker found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Contacts, possibly none.
    Contacts(Vec<Contact>),
    /// The number as it is kept.
    Number(PhoneNumber),
    /// What the server offers.
    Server(ServerOffer),
    /// Signed in.
    SignedIn {
        /// The integration.
        id: IntegrationId,
        /// The user's name as the CRM gives it; may be empty.
        user: String,
    },
    /// The phone account as the server names it.
    Account(AccountId),
    /// The phone system took the dial: this phone of the agent's rings now, then the other side's.
    Rings(PhoneNumber),
    /// A file to save.
    File {
        /// A name for it.
        name: String,
        /// Its content.
        text: String,
    },
    /// Each ability of an integration, tried.
    Tested(Vec<Tried>),
    /// It worked.
    Done,
}

/// An App Connect server as its manifest describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerOffer {
    /// Where its requests go.
    pub server_url: String,
    /// At least one.
    pub platforms: Vec<PlatformOffer>,
}

/// One platform of an App Connect server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformOffer {
    /// Its key in the manifest.
    pub platform: String,
    /// For eyes.
    pub name: String,
    /// How one signs in.
    pub sign_in: SignInWay,
    /// It asks for the CRM's own host name.
    pub asks_hostname: bool,
    /// Where the CRM sends the browser after a sign-in by OAuth. The worker sees the tab come there only with access to this host, which
    /// a screen asks for together with that to the server.
    #[serde(default)]
    pub comes_back_to: Option<String>,
}

/// How one signs in to a platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInWay {
    /// With a key, and what else the platform asks for.
    ApiKey {
        /// Further fields.
        fields: Vec<SignInField>,
    },
    /// By OAuth in a tab of its own.
    OAuth,
}

/// A field a platform asks for at sign-in, beside the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInField {
    /// The server's name of it.
    pub name: String,
    /// For eyes.
    pub title: String,
    /// Nothing works without it.
    pub required: bool,
}

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionError {
    /// The integration, or the server that was to become one, did not answer as it should.
    Crm(CrmError),
    /// The phone system did not.
    Line(LineProblem),
    /// A number was not dialled, or nobody knows.
    Dial(DialProblem),
    /// What was asked about is not there any more.
    NotThere,
    /// The sign-in page was closed, or the person said no there.
    SignInCancelled,
    /// The number has no digits, or nobody can read it.
    NotANumber,
    /// The worker could not read or write its store, or could not be reached.
    Failed(String),
}

/// Why a number was not dialled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DialProblem {
    /// It is none of those that are dialled from here: an emergency number, a code, an extension, a withheld one.
    Never,
    /// A dial of this account is under way.
    UnderWay,
    /// The server takes no request before this instant, and got none or refused it for that.
    Limited {
        /// When it does again.
        until: Millis,
    },
    /// The token was over before its time, and is replaced with the next request.
    TokenOver,
    /// The application or the agent may not place calls.
    Forbidden,
    /// The server said no, in these words of its own.
    Refused(String),
    /// No whole answer came, or the server failed: it may have been made all the same.
    Unknown,
}

impl From<CrmError> for QuestionError {
    fn from(error: CrmError) -> Self {
        Self::Crm(error)
    }
}

impl From<DialProblem> for QuestionError {
    fn from(problem: DialProblem) -> Self {
        Self::Dial(problem)
    }
}

/// A password, key or token on its way to the worker. It is never stored by core and never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_as_they_were_said() {
        for news in [News::Ready, News::Revision(Revision(41)), News::Trouble(StoreError::Full)] {
            assert_eq!(News::read(&news.text()), Some(news));
        }
        assert_eq!(News::read("<b>"), None);
    }

    #[test]
    fn a_secret_is_never_printed() {
        let question = Question::SignIn {
            server_url: "http://crm.example".into(),
            platform: "mock".into(),
            hostname: String::new(),
            api_key: Secret("canary".into()),
            additional: [("pin".into(), Secret("canary".into()))].into(),
        };
        assert!(!format!("{question:?}").contains("canary"));
        let (url, database) = ("https://crm.example".into(), String::new());
        let question = Question::Connect { vendor: VendorName::Odoo, url, database, key: Secret("canary".into()) };
        assert!(!format!("{question:?}").contains("canary"));
    }
}
