//! Numbers that reach a service instead of a person: emergency numbers, service codes and prefixes dialled before a number.

/// Prefixes that only hide or show the caller's own number; the number behind them is the one that is called.
pub(super) const CALLER_ID_PREFIXES: [&str; 4] = ["*67", "*82", "*31#", "#31#"];

/// Words phone systems send in place of a number that is not shown.
pub(super) const NOBODY: [&str; 10] =
    ["anonymous", "asterisk", "blocked", "no caller id", "private", "restricted", "unavailable", "unknown", "withheld", "s"];

/// Regions of the North American plan that an agent's own line is likely to be in.
const NORTH_AMERICA: [&str; 6] = ["US", "CA", "PR", "JM", "BS", "DO"];

/// Whether somebody in this region reaches the emergency services by dialling these digits.
/// Regions without a row of their own have 112 and 911, which mobile networks forward everywhere.
pub(super) fn is_emergency(digits: &str, region: &str) -> bool {
    emergency_numbers(region).contains(&digits)
}

fn emergency_numbers(region: &str) -> &'static [&'static str] {
    match region {
        region if NORTH_AMERICA.contains(&region) => &["911"],
        "GB" | "IE" | "MT" => &["112", "999"],
        "AU" => &["000", "106", "112"],
        "NZ" => &["111", "112"],
        "DE" => &["110", "112"],
        "AT" => &["112", "122", "128", "133", "140", "141", "144"],
        "CH" | "LI" => &["112", "117", "118", "144"],
        "FR" => &["15", "17", "18", "112", "114"],
        "BE" => &["100", "101", "112"],
        "ES" => &["061", "062", "080", "085", "091", "092", "112"],
        "IT" => &["112", "113", "115", "118"],
        "NO" => &["110", "112", "113"],
        "PL" => &["112", "997", "998", "999"],
        "RU" | "UA" | "KZ" | "BY" => &["101", "102", "103", "112"],
        "TR" => &["110", "112", "155", "156"],
        "IL" => &["100", "101", "102", "112"],
        "SA" => &["112", "911", "937", "997", "998", "999"],
        "AE" => &["112", "901", "997", "998", "999"],
        "EG" => &["112", "122", "123", "180"],
        "IN" => &["100", "101", "102", "108", "112"],
        "JP" => &["110", "118", "119"],
        "CN" => &["110", "112", "119", "120", "122"],
        "KR" => &["112", "119"],
        "HK" | "SG" | "MY" => &["112", "995", "999"],
        "BR" => &["190", "192", "193"],
        "MX" => &["066", "911"],
        "ZA" => &["112", "10111", "10177"],
        _ if IN_THE_EU.contains(&region) => &["112"],
        _ => &["112", "911"],
    }
}

/// Members of the European Union without national emergency numbers of their own above.
const IN_THE_EU: [&str; 18] = ["BG", "CY", "CZ", "DK", "EE", "FI", "GR", "HR", "HU", "LT", "LU", "LV", "NL", "PT", "RO", "SE", "SI", "SK"];

/// Whether these digits are a public service code, such as 411, and not an extension of the own phone system.
pub(super) fn is_service_code(digits: &str, region: &str) -> bool {
    if NORTH_AMERICA.contains(&region) {
        return digits.len() == 3 && digits.ends_with("11") && !digits.starts_with(['0', '1']);
    }
    (5..=6).contains(&digits.len()) && (digits.starts_with("116") || digits.starts_with("118"))
}
