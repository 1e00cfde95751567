//! Looks at an address a person typed: is a server of this kind there, and which platforms does it offer?

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::json;
use serde_json::Value;

use super::failure::{Broken, object};
use super::manifest::{Manifest, Offer};
use crate::http::{HttpFailure, HttpRequest, HttpResponse, authority, query_value, with_query, without_query};

/// A look at a server, from `/isAlive` to what each platform's connector implements. Needs no credential.
#[derive(Debug)]
pub struct Probe {
    base: String,
    platform: Option<String>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Alive { pasted: Option<Manifest> },
    Manifest,
    Interfaces { manifest: Manifest, left: Vec<String>, offers: Vec<Offer> },
}

/// What to do after an answer to a probe.
#[derive(Debug)]
pub enum ProbeStep {
    /// Ask this as well. Its host may differ from the typed one, if the manifest says so.
    Next(HttpRequest),
    /// What the server offers, never empty; or why it cannot be used.
    Done(Result<Vec<Offer>, CrmError>),
}

impl Probe {
    /// Looks at an address as typed, also that of a manifest. Without a platform the server's default manifest counts.
    pub fn of_address(typed: &str, platform: Option<&str>) -> Result<Self, CrmError> {
        let url = with_scheme(typed.trim());
        let named = platform.map(str::to_owned).or_else(|| query_value(&url, "platformName"));
        let base = without_query(&url).trim_end_matches('/');
        let base = base.strip_suffix("/crmManifest").unwrap_or(base);
        authority(base).ok_or_else(wrong_address)?;
        let platform = named.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Ok(Self { base: base.to_owned(), platform, stage: Stage::Alive { pasted: None } })
    }

    /// Looks at the server a pasted manifest names.
    pub fn of_manifest(text: &str) -> Result<Self, CrmError> {
        let not_understood = || CrmError::new(ErrorKind::Offline, Problem::NotUnderstood);
        let manifest = json::from_str(text).ok().as_ref().and_then(Manifest::of).ok_or_else(not_understood)?;
        let base = manifest.server_url.clone().ok_or_else(wrong_address)?;
        Ok(Self { base, platform: None, stage: Stage::Alive { pasted: Some(manifest) } })
    }

    /// The request to send now.
    pub fn request(&self) -> HttpRequest {
        let (path, name, value) = match &self.stage {
            Stage::Alive { .. } => ("/isAlive", "", None),
            Stage::Manifest => ("/crmManifest", "platformName", self.platform.as_deref()),
            Stage::Interfaces { left, .. } => ("/implementedInterfaces", "platform", left.last().map(String::as_str)),
        };
        let query: Vec<(&str, &str)> = value.into_iter().map(|value| (name, value)).collect();
        HttpRequest::get(with_query(&format!("{}{path}", self.base), &query))
    }

    /// What came of it.
    pub fn answer(&mut self, answer: Result<HttpResponse, HttpFailure>) -> ProbeStep {
        match self.advance(answer) {
            Ok(None) => ProbeStep::Next(self.request()),
            Ok(Some(offers)) => ProbeStep::Done(Ok(offers)),
            Err(error) => ProbeStep::Done(Err(error)),
        }
    }

    fn advance(&mut self, answer: Result<HttpResponse, HttpFailure>) -> Result<Option<Vec<Offer>>, CrmError> {
        match &mut self.stage {
            Stage::Alive { pasted } => {
                let pasted = pasted.take();
                is_alive(answer)?;
                self.stage = pasted.map_or(Stage::Manifest, interfaces_of);
            }
            Stage::Manifest => {
                let manifest = self.manifest(answer)?;
                if let Some(url) = manifest.server_url.as_ref().filter(|url| !is_downgrade(&self.base, url)) {
                    self.base.clone_from(url);
                }
                self.stage = interfaces_of(manifest);
            }
            Stage::Interfaces { manifest, left, offers } => {
                let implemented = failed(object(answer, 0))?;
                offers.extend(left.pop().and_then(|platform| manifest.offer(&platform, &self.base, &implemented)));
                if left.is_empty() {
                    let none = CrmError::new(ErrorKind::Refused, Problem::NotUnderstood);
                    return if offers.is_empty() { Err(none) } else { Ok(Some(std::mem::take(offers))) };
                }
            }
        }
        Ok(None)
    }

    /// The manifest; a server that has none for a platform we were told is asked for the platform's interfaces all the same.
    fn manifest(&self, answer: Result<HttpResponse, HttpFailure>) -> Result<Manifest, CrmError> {
        let is_missing = answer.as_ref().is_ok_and(|response| (400..500).contains(&response.status));
        match &self.platform {
            Some(platform) if is_missing => Ok(Manifest::bare(platform)),
            _ => {
                let not_understood = || CrmError::new(ErrorKind::Offline, Problem::NotUnderstood);
                Manifest::of(&failed(object(answer, 0))?).ok_or_else(not_understood)
            }
        }
    }
}

/// Platforms are asked for from the last to the first.
fn interfaces_of(manifest: Manifest) -> Stage {
    let left = manifest.platforms().into_iter().rev().collect();
    Stage::Interfaces { manifest, left, offers: Vec::new() }
}

/// `/isAlive` answers the text `OK`.
fn is_alive(answer: Result<HttpResponse, HttpFailure>) -> Result<(), CrmError> {
    match &answer {
        Ok(response) if response.status == 200 && response.body.trim() == "OK" => Ok(()),
        Ok(response) if matches!(response.status, 300..=399 | 401 | 403 | 404 | 405) => Err(wrong_address()),
        _ => failed(object(answer, 0)).and(Err(CrmError::new(ErrorKind::Offline, Problem::NotUnderstood))),
    }
}

fn failed(read: Result<serde_json::Map<String, Value>, Broken>) -> Result<serde_json::Map<String, Value>, CrmError> {
    read.map_err(|broken| match broken {
        Broken::Technical(problem, said) => CrmError::new(ErrorKind::Offline, problem).saying(said.unwrap_or_default()),
        Broken::Error(error) => error,
    })
}

fn wrong_address() -> CrmError {
    CrmError::new(ErrorKind::Offline, Problem::WrongAddress)
}

/// People type `crm.example.com`, and `localhost:6066` for a server of their own.
fn with_scheme(typed: &str) -> String {
    let local = ["localhost", "127.", "[::1]"].iter().any(|name| typed.starts_with(name));
    match typed {
        _ if typed.contains("://") => typed.to_owned(),
        _ if local => format!("http://{typed}"),
        _ => format!("https://{typed}"),
    }
}

/// A manifest must not lead from an encrypted address to an open one.
fn is_downgrade(from: &str, to: &str) -> bool {
    from.starts_with("https://") && !to.starts_with("https://")
}

#[cfg(test)]
mod tests;
