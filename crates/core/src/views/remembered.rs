//! What was chosen for numbers (F6): of one number for the forms, and all of it for Settings.

use crate::contact::Remembered;
use crate::engine::{Key, SettingRow};
use crate::integration::IntegrationId;
use crate::order::InOrder;
use crate::store::{Query, Store};

/// What was chosen for a number, one question per integration.
pub fn of_number<'a>(number: &str, integrations: impl IntoIterator<Item = &'a IntegrationId>) -> Vec<Query> {
    integrations.into_iter().flat_map(|id| Key::Remembered(id.clone(), number.to_owned()).queries()).collect()
}

/// Everything that was ever chosen and not forgotten.
pub fn all() -> Query {
    Query::prefix(Store::Settings, "remembered/")
}

/// The choices among these rows, by the contact's name, then by number.
pub fn list(rows: Vec<SettingRow>) -> Vec<Remembered> {
    let mut choices: Vec<Remembered> = rows
        .into_iter()
        .filter_map(|row| match row {
            SettingRow::Remembered(one) => Some(one),
            _ => None,
        })
        .collect();
    choices.order_by(|a, b| (&a.contact.name, &a.number, &a.integration).cmp(&(&b.contact.name, &b.number, &b.integration)));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::store::{Batch, Durability, Memory, decode, encode};
    use crate::testing::contact;

    fn chosen(crm: &str, number: &str, name: &str) -> Remembered {
        let contact = Box::new(contact(name, name));
        Remembered { integration: IntegrationId::new(crm), number: number.into(), contact, always: None }
    }

    #[test]
    fn f6_choices_are_per_number_and_integration_and_listed_by_name() {
        let rows = [("crm", "+1", "Zoe"), ("crm", "+2", "Ann"), ("book", "+1", "Bob")]
            .map(|(crm, number, name)| SettingRow::Remembered(chosen(crm, number, name)));
        let puts = rows.iter().chain([&SettingRow::Settings(Settings::default())]).map(encode).collect();
        let mut store = Memory::default();
        store.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        let read = |queries: Vec<Query>| {
            let rows = queries.iter().flat_map(|query| store.query(query)).map(|row| decode(&row).unwrap());
            list(rows.collect()).into_iter().map(|one| one.contact.name).collect::<Vec<_>>()
        };
        assert_eq!(read(vec![all()]), ["Ann", "Bob", "Zoe"]);
        assert_eq!(read(of_number("+1", [&IntegrationId::new("crm")])), ["Zoe"]);
        assert_eq!(read(of_number("+3", [&IntegrationId::new("crm")])), [""; 0]);
    }
}
