//! What the screens show, made from stored records: pure, so that it can be tested without a browser.

pub mod activity;
pub mod address;
pub mod book;
pub mod caller;
pub mod calls;
pub mod catch_up;
pub mod diagnostics;
pub mod example;
pub mod follow_ups;
pub mod form;
pub mod frame;
pub mod note;
pub mod remembered;
pub mod several;
pub mod tasks;
pub mod typed;
pub mod unresolved;
pub mod why;

/// The words of a text a search finds it by: lower case, each once, at most forty.
pub fn search_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let word = word.to_lowercase();
        if !words.contains(&word) {
            words.push(word);
        }
        if words.len() == 40 {
            break;
        }
    }
    words
}
