//! Numbers as they really come in, one row each.

use super::{digits_of, national_digits, parse, reparse, search_forms};
use crate::number::NumberKind::{self, *};
use crate::number::PhoneNumber;

/// raw, region, kind, key, shown, extension
type Row = (&'static str, &'static str, NumberKind, &'static str, &'static str, Option<&'static str>);

const ROWS: &[Row] = &[
    // written by people, at home
    ("(201) 555-0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("201.555.0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("201 555 0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("2015550123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("12015550123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("1-201-555-0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("+1 (201) 555‑0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("\u{202A}+1 201 555 0123\u{202C}", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("1-800-FLOWERS", "US", Public, "+18003569377", "(800) 356-9377", None),
    ("416-555-0123", "US", Public, "+14165550123", "(416) 555-0123", None),
    ("020 7946 0123", "GB", Public, "+442079460123", "020 7946 0123", None),
    ("(0)20 7946 0123", "GB", Public, "+442079460123", "020 7946 0123", None),
    ("+44 (0)20 7946 0123", "GB", Public, "+442079460123", "020 7946 0123", None),
    ("01632 960123", "GB", Public, "+441632960123", "01632 960123", None),
    ("030 23125 012", "DE", Public, "+493023125012", "030 23125012", None),
    ("06 39 98 01 23", "FR", Public, "+33639980123", "06 39 98 01 23", None),
    ("06 698 12345", "IT", Public, "+390669812345", "06 6981 2345", None),
    ("201234", "FO", Public, "+298201234", "20 12 34", None),
    // from abroad
    ("+44 20 7946 0123", "US", Public, "+442079460123", "+44 20 7946 0123", None),
    ("011 44 20 7946 0123", "US", Public, "+442079460123", "+44 20 7946 0123", None),
    ("00442079460123", "US", Public, "+442079460123", "+44 20 7946 0123", None),
    ("0044 20 7946 0123", "DE", Public, "+442079460123", "+44 20 7946 0123", None),
    ("00 1 201 555 0123", "GB", Public, "+12015550123", "+1 201-555-0123", None),
    ("442079460123", "US", Public, "+442079460123", "+44 20 7946 0123", None),
    ("+12015550123", "GB", Public, "+12015550123", "+1 201-555-0123", None),
    ("+1 555 010 0199", "US", Public, "+15550100199", "(555) 010-0199", None),
    ("٠٢٠٧٩٤٦٠١٢٣", "GB", Public, "+442079460123", "020 7946 0123", None),
    ("+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "SA", Public, "+966501234567", "050 123 4567", None),
    ("۰۲۱۲۳۴۵۶۷۸۹", "IR", Public, "+982123456789", "021 2345 6789", None),
    ("＋１２０１５５５０１２３", "US", Public, "+12015550123", "(201) 555-0123", None),
    // extensions
    ("201-555-0123 x7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    ("201-555-0123 ext 7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    ("201-555-0123 Ext. 701", "US", Public, "+12015550123", "(201) 555-0123 ext. 701", Some("701")),
    ("+12015550123;ext=7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    ("2015550123,7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    ("2015550123,,701", "US", Public, "+12015550123", "(201) 555-0123 ext. 701", Some("701")),
    ("201 555 0123 #7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    // URIs
    ("tel:+1-201-555-0123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("tel:+1-201-555-0123;ext=7", "US", Public, "+12015550123", "(201) 555-0123 ext. 7", Some("7")),
    ("tel:555-0123;phone-context=+1-201", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("sip:+12015550123@pbx.example;user=phone", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("SIP:%2B12015550123@pbx.example", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("\"Ann Alvarez\" <sip:2015550123@10.0.0.1:5060>", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("sip:100@10.0.0.1", "US", Internal, "100", "100", None),
    ("sips:Reception@pbx.example", "US", Internal, "reception", "Reception", None),
    ("sip:anonymous@anonymous.invalid", "US", Withheld, "", "", None),
    // short: never turned into E.164
    ("100", "US", Internal, "100", "100", None),
    ("100", "DE", Internal, "100", "100", None),
    ("30123", "DE", Internal, "30123", "30123", None),
    ("7001", "GB", Internal, "7001", "7001", None),
    ("100001", "US", Internal, "100001", "100001", None),
    ("411", "US", Short, "411", "411", None),
    ("118118", "GB", Short, "118118", "118118", None),
    ("555-0123", "US", Short, "5550123", "5550123", None),
    ("0123456789012345678", "US", Short, "0123456789012345678", "0123456789012345678", None),
    // feature codes and caller id prefixes
    ("*97", "US", Feature, "*97", "*97", None),
    ("**61*2015550123#", "US", Feature, "**61*2015550123#", "**61*2015550123#", None),
    ("*67", "US", Feature, "*67", "*67", None),
    ("*672015550123", "US", Public, "+12015550123", "(201) 555-0123", None),
    ("#31#03023125012", "DE", Public, "+493023125012", "030 23125012", None),
    // emergency
    ("911", "US", Emergency, "911", "911", None),
    ("112", "DE", Emergency, "112", "112", None),
    ("999", "GB", Emergency, "999", "999", None),
    ("000", "AU", Emergency, "000", "000", None),
    ("١٢٢", "EG", Emergency, "122", "122", None),
    ("112", "US", Internal, "112", "112", None),
    ("999", "DE", Internal, "999", "999", None),
    // nobody
    ("", "US", Withheld, "", "", None),
    ("  ", "US", Withheld, "", "", None),
    ("Anonymous", "US", Withheld, "", "", None),
    ("<unknown>", "US", Withheld, "", "", None),
    ("RESTRICTED", "US", Withheld, "", "", None),
    ("Private", "US", Withheld, "", "", None),
    ("No Caller ID", "US", Withheld, "", "", None),
    ("+", "US", Withheld, "", "", None),
    ("⁰@", "US", Withheld, "", "", None),
    // a region nobody knows
    ("+12015550123", "", Public, "+12015550123", "+1 201-555-0123", None),
    ("2015550123", "??", Short, "2015550123", "2015550123", None),
];

#[test]
fn every_way_of_writing_a_number_is_read() {
    let wrong: Vec<String> = ROWS
        .iter()
        .filter_map(|&(raw, region, kind, key, shown, extension)| {
            let got = parse(raw, region);
            let same = (got.kind, got.key.as_str(), got.shown.as_str(), got.extension.as_deref()) == (kind, key, shown, extension);
            (!same || got.raw != raw).then(|| format!("{raw:?} in {region}: {got:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_read_again_from_its_own_key_is_the_same() {
    for &(raw, region, ..) in ROWS.iter().filter(|row| !row.3.contains(char::is_alphabetic)) {
        let once = parse(raw, region);
        let again = parse(&once.key, region);
        assert_eq!((again.kind, &again.key), (once.kind, &once.key), "{raw}");
    }
}

#[test]
fn i7_a_crm_is_searched_by_every_form_once() {
    let formats = ["(###) ###-####".to_owned(), "1-###-###-####".to_owned(), "##".to_owned()];
    assert_eq!(search_forms(&parse("2015550123", "US"), &formats), ["+12015550123", "(201) 555-0123", "2015550123", "1-201-555-0123"]);
    assert_eq!(search_forms(&parse("02079460123", "GB"), &[]), ["+442079460123", "020 7946 0123", "02079460123", "2079460123"]);
    assert_eq!(search_forms(&parse("100", "US"), &formats), ["100"]);
}

#[test]
fn i7_the_national_number_has_no_trunk_prefix() {
    assert_eq!(national_digits(&parse("020 7946 0123", "GB")), "2079460123");
    assert_eq!(national_digits(&parse("06 698 12345", "IT")), "0669812345");
    assert_eq!(national_digits(&parse("*97", "US")), "97");
}

#[test]
fn a11_a_number_nobody_may_be_asked_for_has_no_search_form() {
    for raw in ["anonymous", "*97", "911"] {
        assert!(search_forms(&parse(raw, "US"), &[]).is_empty(), "{raw}");
    }
}

#[test]
fn g9_two_spellings_are_the_same_number_and_two_withheld_ones_are_not() {
    let same = |a: &str, b: &str| parse(a, "US").same(&parse(b, "US"));
    assert!(same("2015550123", "tel:+1-201-555-0123"));
    assert!(same("2015550123", "2015550123 x7"));
    assert!(!same("2015550123 x8", "2015550123 x7"));
    assert!(!same("", ""));
    assert!(!same("100", "+12015550100"));
}

#[test]
fn i7_the_international_form_is_made_of_what_is_stored() {
    use crate::settings::NumberStyle::{International, National};
    let table = [
        ("(415) 555-0101", "US", "(415) 555-0101", "+1 415 555-0101"),
        ("(415) 555-0101 x12", "US", "(415) 555-0101 ext. 12", "+1 415 555-0101 ext. 12"),
        ("020 7946 0000", "GB", "020 7946 0000", "+44 20 7946 0000"),
        ("030 901820", "DE", "030 901820", "+49 30 901820"),
        ("06 1234 5678", "IT", "06 1234 5678", "+39 06 1234 5678"),
        ("+44 20 7946 0000", "US", "+44 20 7946 0000", "+44 20 7946 0000"),
        ("101", "US", "101", "101"),
        ("911", "US", "911", "911"),
    ];
    for (raw, region, national, international) in table {
        let number = parse(raw, region);
        assert_eq!((number.for_eyes(National), number.for_eyes(International)), (national.into(), international.into()), "{raw}");
    }
    assert_eq!(PhoneNumber::withheld().for_eyes(International), "");
}

const REGIONS: [&str; 12] = ["US", "GB", "DE", "FR", "IT", "ES", "AU", "BR", "IN", "JP", "MX", "AR"];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 512, max_global_rejects: 20_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_number_read_from_any_of_its_own_forms_is_the_same_number(digits in "(1|44|49|33|39|34|61|55|91|81|52|54|60)[0-9]{7,11}", home in 0..12_usize, away in 0..12_usize) {
        use crate::settings::NumberStyle::{International, National};
        let number = parse(&format!("+{digits}"), REGIONS[home]);
        proptest::prop_assume!(number.kind == NumberKind::Public && reparse(&number).is_some_and(|n| n.is_valid()));
        for (form, region) in [(number.for_eyes(National), home), (number.for_eyes(International), away), (number.key.clone(), away)] {
            let again = parse(&form, REGIONS[region]);
            proptest::prop_assert!(again.same(&number), "{form} in {} is {again:?}", REGIONS[region]);
        }
        let international = number.for_eyes(International);
        proptest::prop_assert_eq!(digits_of(&international), digits_of(&number.key), "{}", international);
        proptest::prop_assert!(international.starts_with('+'));
        let once = parse(&number.for_eyes(National), REGIONS[home]);
        proptest::prop_assert_eq!(once.shown, number.shown);
    }

    #[test]
    fn any_text_can_be_read_and_its_key_reads_back(raw in "\\PC{0,24}", home in 0..12_usize) {
        let number = parse(&raw, REGIONS[home]);
        if number.kind == NumberKind::Public {
            proptest::prop_assert_eq!(&parse(&number.key, REGIONS[home]).key, &number.key);
        }
        for form in search_forms(&number, &["(###) ###-####".into()]) {
            proptest::prop_assert!(!form.is_empty());
        }
    }
}
