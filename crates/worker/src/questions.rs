//! What screens ask by message: answers that change no call. A failed question is answered with its kind, never left open.

use callscribe_browser::js::BrowserError;
use callscribe_core::book::{self, BookContact, ExportFormat};
use callscribe_core::command::Command;
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind};
use callscribe_core::engine::Key;
use callscribe_core::integration::{Integration, IntegrationId, Tried};
use callscribe_core::number::{self, PhoneNumber};
use callscribe_core::question::{Answer, Question, QuestionError, Reply};
use callscribe_core::rules;
use callscribe_core::store::{Query, Row, Store, StoreError, decode, index};

use crate::crm;
use crate::drive::Worker;
use crate::{asterisk, dial, direct, oauth, ringcentral, salesforce, sign_in};

/// Answers one question.
pub async fn answer(worker: &'static Worker, question: Question) -> Reply {
    match question {
        Question::FindContacts { integration, number } => find(worker, &integration, number).await.map(Answer::Contacts),
        Question::SearchContacts { integration, name } => search(worker, &integration, name).await.map(Answer::Contacts),
        Question::ParseNumber { raw } => parse(worker, &raw),
        Question::ProbeServer { url, platform } => sign_in::probe_server(&url, platform.as_deref()).await,
        Question::SignIn { server_url, platform, hostname, api_key, additional } => {
            let typed = std::iter::once(("apiKey".into(), api_key.0)).chain(additional.into_iter().map(|(name, typed)| (name, typed.0)));
            sign_in::by_key(worker, &server_url, &platform, &hostname, typed.collect()).await
        }
        Question::StartOAuth { server_url, platform, hostname } => oauth::start(worker, server_url, platform, hostname).await,
        Question::Connect { vendor, url, database, key } => direct::connect(worker, vendor, &url, &database, &key.0).await,
        Question::ConnectSalesforce { login, client_id } => salesforce::connect(worker, &login, client_id).await,
        Question::TestIntegration { id } => test(worker, &id).await,
        Question::SignOut { id } => sign_in::out(worker, integration(worker, &id)?).await,
        Question::AddAsterisk { name, url, user, password, endpoint } => {
            asterisk::add(worker, asterisk::Typed { name, url, user, password, endpoint }).await
        }
        Question::AddRingCentral { server, client_id } => ringcentral::add(worker, &server, client_id).await,
        Question::Dial { account, number } => dial::dial(worker, &account, &number).await,
        Question::Export { book, format } => export(worker, &book, format).await,
    }
}

fn integration(worker: &Worker, id: &IntegrationId) -> Result<Integration, QuestionError> {
    worker.with_working(|working| working.integrations.get(id).filter(|i| !i.removed).cloned()).ok_or(QuestionError::NotThere)
}

async fn find(worker: &'static Worker, id: &IntegrationId, number: PhoneNumber) -> Result<Vec<Contact>, QuestionError> {
    let integration = integration(worker, id)?;
    if integration.is_address_book() {
        let having = contacts(worker, &Key::BookNumber(id.clone(), number.key.clone()).queries()).await?;
        return Ok(book::match_number(&having, &number).contacts().to_vec());
    }
    if worker.with_working(|working| rules::is_never_logged(&number, &working.settings)) {
        return Ok(Vec::new());
    }
    let formats = worker.with_working(|working| number::search_forms(&number, &working.settings.search_formats));
    asked_for_contacts(worker, &integration, &CrmRequest::FindContacts { number, formats, fresh: true }).await
}

async fn search(worker: &'static Worker, id: &IntegrationId, name: String) -> Result<Vec<Contact>, QuestionError> {
    let integration = integration(worker, id)?;
    if integration.is_address_book() {
        return Ok(book::match_name(&all_contacts(worker, id).await?, &name));
    }
    asked_for_contacts(worker, &integration, &CrmRequest::SearchContacts { name }).await
}

async fn asked_for_contacts(
    worker: &'static Worker,
    integration: &Integration,
    request: &CrmRequest,
) -> Result<Vec<Contact>, QuestionError> {
    match ask(worker, integration, request).await? {
        CrmReply::Contacts(contacts) => Ok(contacts),
        _ => Ok(Vec::new()),
    }
}

/// Asks an integration; a session that proves to be over is told to the engine.
async fn ask(worker: &'static Worker, integration: &Integration, request: &CrmRequest) -> Result<CrmReply, CrmError> {
    let reply = crm::ask(integration, request).await;
    if matches!(&reply, Err(error) if error.kind == ErrorKind::Auth) {
        worker.command(Command::SetSignIn { integration: integration.id.clone(), works: false });
    }
    reply
}

fn parse(worker: &Worker, raw: &str) -> Reply {
    let number = worker.with_working(|working| number::parse(raw, &working.settings.region));
    if number.key.is_empty() { Err(QuestionError::NotANumber) } else { Ok(Answer::Number(number)) }
}

/// A look-up that finds nothing proves that it can be asked. What holds for one ability as for all is not tried again.
async fn test(worker: &'static Worker, id: &IntegrationId) -> Reply {
    let integration = integration(worker, id)?;
    let (mut tried, mut of_all) = (Vec::new(), None::<CrmError>);
    for (ability, request) in integration.trials() {
        let failed = match &of_all {
            Some(error) => Some(error.clone()),
            None => ask(worker, &integration, &request).await.err(),
        };
        of_all = failed.clone().filter(CrmError::holds_for_all);
        tried.push(Tried { ability, failed });
    }
    if of_all.is_none() && tried.iter().any(|one| one.failed.is_none()) {
        worker.command(Command::SetSignIn { integration: id.clone(), works: true });
    }
    Ok(Answer::Tested(tried))
}

async fn export(worker: &'static Worker, book: &IntegrationId, format: ExportFormat) -> Reply {
    let contacts = all_contacts(worker, book).await?;
    let name = match format {
        ExportFormat::Csv => "contacts.csv",
        ExportFormat::VCard3 | ExportFormat::VCard4 => "contacts.vcf",
    };
    Ok(Answer::File { name: name.into(), text: book::export(&contacts, format) })
}

/// Everybody in an address book, by name.
async fn all_contacts(worker: &Worker, book: &IntegrationId) -> Result<Vec<BookContact>, QuestionError> {
    let by_name = Query::all(Store::Contacts).by(index::NAME).starting_with(&format!("{}>", book.as_str()));
    contacts(worker, &[by_name]).await
}

/// The contacts among these rows; the engine sets unreadable ones aside when it meets them.
async fn contacts(worker: &Worker, queries: &[Query]) -> Result<Vec<BookContact>, QuestionError> {
    let rows: Vec<Row> = worker.disk.read(queries).await.map_err(|error| failed_store(&error))?.concat();
    Ok(rows.iter().filter_map(|row| decode(row).ok()).collect())
}

fn failed_store(error: &StoreError) -> QuestionError {
    QuestionError::Failed(error.to_string())
}

/// A failure of the browser itself.
pub fn failed(error: BrowserError) -> QuestionError {
    QuestionError::Failed(error.0)
}
