//! A small blocking client with the manners of the worker's fetch: no redirects, an own time limit, no cookies.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use callscribe_crm::{HttpFailure, HttpRequest, HttpResponse};
use ureq::http::Request;

/// Sends a request, adding the credential where it asks for one.
pub fn send(request: &HttpRequest, token: Option<&str>, limit: Duration) -> Result<HttpResponse, HttpFailure> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(limit));
    let mut outgoing = Request::builder().method(request.method.as_str()).uri(&request.url);
    for (name, value) in &request.headers {
        outgoing = outgoing.header(*name, value);
    }
    if let Some((name, value)) = token.and_then(|token| request.token.header(token)) {
        outgoing = outgoing.header(name, value);
    }
    let body = token.map_or_else(|| request.body.clone(), |token| request.body_with(token));
    let outgoing = outgoing.body(body.unwrap_or_default()).map_err(|_| HttpFailure::Unreachable)?;
    let agent = ureq::Agent::new_with_config(config.build());
    let mut incoming = agent.run(outgoing).map_err(|error| failure(&error, HttpFailure::Unreachable))?;
    let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = incoming.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let body = incoming.body_mut().read_to_string().map_err(|error| failure(&error, HttpFailure::BodyCut))?;
    Ok(HttpResponse { status: incoming.status().as_u16(), headers, body })
}

fn failure(error: &ureq::Error, otherwise: HttpFailure) -> HttpFailure {
    if matches!(error, ureq::Error::Timeout(_)) { HttpFailure::TimedOut } else { otherwise }
}

/// A server that answers every request with these bytes, whatever they are, and hangs up; its address.
pub fn broken_server(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no port: {error}"));
    let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}
