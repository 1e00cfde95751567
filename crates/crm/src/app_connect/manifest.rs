//! What a server offers: its manifest and list of interfaces, read once when an integration is added.

use callscribe_core::integration::{Capabilities, ContactType, Dedupe, Field, FieldKind, FieldOption, SETTLES};
use serde_json::{Map, Value};

use crate::http::{authority, host};

/// A platform a server offers to sign in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The platform's key, such as `clio`.
    pub platform: String,
    /// Its name for eyes.
    pub title: String,
    /// Base of every request, without a slash at its end.
    pub server_url: String,
    /// How a person signs in.
    pub way: SignInWay,
    /// How the CRM's own host is known.
    pub environment: Environment,
    /// What the connector can do.
    pub capabilities: Capabilities,
    /// Pattern of a contact's page.
    pub contact_page: Option<String>,
    /// Pattern of a log's page.
    pub log_page: Option<String>,
    /// Kinds of contact that can be made.
    pub contact_types: Vec<ContactType>,
    /// What a log asks beside contact and note.
    pub fields: Vec<Field>,
    /// What a new contact asks.
    pub contact_fields: Vec<Field>,
}

/// How a person signs in to a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInWay {
    /// With a key, and what else the form asks.
    ApiKey(Vec<LoginField>),
    /// On the CRM's own page.
    OAuth(OAuth),
}

/// A field of the sign-in form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginField {
    /// The server's name of it; `apiKey` is the key itself.
    pub name: String,
    /// For eyes.
    pub title: String,
    /// Cannot be left empty.
    pub required: bool,
    /// Not to be shown while it is typed.
    pub secret: bool,
}

/// Where the CRM's own sign-in page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuth {
    /// The page.
    pub auth_url: String,
    /// The connector's id at the CRM.
    pub client_id: String,
    /// As it goes into the query, such as `scope=read`; may be empty.
    pub scope: String,
    /// Where the CRM sends the browser afterwards.
    pub redirect_uri: String,
    /// What the state begins with.
    pub state: String,
}

/// How the CRM's own host is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Environment {
    /// Always this host; may be empty.
    Fixed(String),
    /// The person types the address of their CRM.
    Typed,
    /// One of these: name for eyes, host.
    Choice(Vec<(String, String)>),
}

/// A server's manifest.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    /// Base of every request, if it is one we may use.
    pub(super) server_url: Option<String>,
    platforms: Map<String, Value>,
}

impl Manifest {
    /// `None` if it names no platform.
    pub(super) fn of(json: &Map<String, Value>) -> Option<Self> {
        let platforms = json.get("platforms")?.as_object().filter(|p| !p.is_empty())?.clone();
        let server_url = json.get("serverUrl").and_then(Value::as_str).map(|url| url.trim().trim_end_matches('/').to_owned());
        Some(Self { server_url: server_url.filter(|url| authority(url).is_some()), platforms })
    }

    /// What a server without a manifest is taken for.
    pub(super) fn bare(platform: &str) -> Self {
        Self { server_url: None, platforms: [(platform.to_owned(), Value::Null)].into_iter().collect() }
    }

    pub(super) fn platforms(&self) -> Vec<String> {
        self.platforms.keys().cloned().collect()
    }

    /// One platform with what its connector implements; `None` if calls cannot be logged or nobody can sign in.
    pub(super) fn offer(&self, platform: &str, server_url: &str, interfaces: &Map<String, Value>) -> Option<Offer> {
        let told = self.platforms.get(platform)?;
        let has = |name: &str| interfaces.get(name) == Some(&Value::Bool(true));
        if !has("createCallLog") || !has("findContact") {
            return None;
        }
        let can_open_log = told["canOpenLogPage"] != false;
        Some(Offer {
            platform: platform.to_owned(),
            title: text(&told["displayName"]).or_else(|| text(&told["name"])).unwrap_or_else(|| platform.to_owned()),
            server_url: server_url.to_owned(),
            way: if has("getBasicAuth") { api_key(&told["auth"]) } else { oauth(platform, &told["auth"]["oauth"])? },
            environment: environment(&told["environment"]),
            capabilities: Capabilities {
                dedupe: if has("getCallLog") { Dedupe::Find { settles: SETTLES, lag: 0 } } else { Dedupe::None },
                create_contact: has("createContact"),
                search_by_name: has("findContactWithName"),
                update: has("updateCallLog"),
                move_record: false,
                follow_ups: None,
            },
            contact_page: text(&told["contactPageUrl"]),
            log_page: text(&told["logPageUrl"]).filter(|_| can_open_log),
            contact_types: list(&told["contactTypes"]).filter_map(contact_type).collect(),
            fields: list(&told["page"]["callLog"]["additionalFields"]).filter_map(field).collect(),
            contact_fields: list(&told["page"]["newContact"]["additionalFields"]).filter_map(field).collect(),
        })
    }
}

fn api_key(auth: &Value) -> SignInWay {
    let mut fields: Vec<LoginField> = list(&auth["apiKey"]["page"]["content"]).filter_map(login_field).collect();
    if !fields.iter().any(|field| field.name == "apiKey") {
        fields.insert(0, LoginField { name: "apiKey".into(), title: "API key".into(), required: true, secret: true });
    }
    SignInWay::ApiKey(fields)
}

/// Texts and links of the form are no fields.
fn login_field(item: &Value) -> Option<LoginField> {
    let name = text(&item["const"])?;
    let asks = matches!(item["type"].as_str(), None | Some("string" | "inputField"));
    let lower = name.to_lowercase();
    let secret = ["key", "password", "secret", "token"].iter().any(|word| lower.contains(word));
    let title = text(&item["title"]).unwrap_or_else(|| name.clone());
    asks.then(|| LoginField { title, required: item["required"] == true, secret, name })
}

fn oauth(platform: &str, told: &Value) -> Option<SignInWay> {
    let page = |value: &Value| text(value).filter(|url| authority(url).is_some());
    Some(SignInWay::OAuth(OAuth {
        auth_url: page(&told["authUrl"])?,
        client_id: text(&told["clientId"]).unwrap_or_default(),
        scope: text(&told["scope"]).unwrap_or_default(),
        redirect_uri: page(&told["redirectUri"])?,
        state: text(&told["customState"]).unwrap_or_else(|| format!("platform={platform}")),
    }))
}

fn environment(told: &Value) -> Environment {
    match told["type"].as_str().map(str::to_lowercase).as_deref() {
        Some("dynamic") => Environment::Typed,
        Some("selectable") => Environment::Choice(list(&told["selections"]).filter_map(selection).collect()),
        _ => Environment::Fixed(told["url"].as_str().and_then(host).unwrap_or_default()),
    }
}

fn selection(item: &Value) -> Option<(String, String)> {
    let host = host(item["const"].as_str()?)?;
    Some((text(&item["name"]).or_else(|| text(&item["title"])).unwrap_or_else(|| host.clone()), host))
}

fn contact_type(item: &Value) -> Option<ContactType> {
    let value = text(item).or_else(|| text(&item["value"]))?;
    Some(ContactType { display: text(&item["display"]).unwrap_or_else(|| value.clone()), value })
}

/// Warnings and headings of the form are no fields.
fn field(item: &Value) -> Option<Field> {
    let name = text(&item["const"])?;
    let kind = match item["type"].as_str() {
        Some("warning" | "typography" | "link") => return None,
        Some("selection") => {
            FieldKind::Choice { options: list(&item["options"]).filter_map(option).collect(), free: item["allowCustomValue"] == true }
        }
        Some("checkbox") => FieldKind::Checkbox,
        Some("date") => FieldKind::Date,
        _ => FieldKind::Text,
    };
    let nothing_to_choose = matches!(&kind, FieldKind::Choice { options, free: false } if options.is_empty());
    Some(Field {
        title: text(&item["title"]).unwrap_or_else(|| name.clone()),
        of_contact: item["contactDependent"] == true || nothing_to_choose,
        required: item["required"] == true,
        of_kinds: list(&item["showIfContactType"]).filter_map(text).collect(),
        default: text(&item["defaultValue"]).or_else(|| item["defaultValue"].as_bool().map(|on| on.to_string())),
        kind,
        name,
    })
}

fn option(item: &Value) -> Option<FieldOption> {
    let value = text(&item["const"])?;
    Some(FieldOption { title: text(&item["title"]).unwrap_or_else(|| value.clone()), value })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
