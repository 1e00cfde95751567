//! Makes one stylesheet of all that the first one imports: a page waits for every file it has to fetch before it is seen.

use anyhow::{Context, Result};

use crate::dist::Files;

/// The stylesheet every page names.
const FIRST: &str = "css/callscribe.css";

/// Puts what is imported in the place of its import, and takes it from the files.
pub fn join(files: &mut Files) -> Result<()> {
    let first = files.remove(FIRST).context("There is no css/callscribe.css.")?;
    let mut joined = String::new();
    for line in String::from_utf8(first)?.lines() {
        match line.strip_prefix("@import \"/").and_then(|rest| rest.strip_suffix("\";")) {
            Some(path) => {
                let imported = files.remove(path).with_context(|| format!("{FIRST} imports {path}, which is not there."))?;
                joined.push_str(&String::from_utf8(imported)?);
            }
            None => joined.extend([line, "\n"]),
        }
    }
    files.insert(FIRST.into(), joined.into_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_joined_in_their_order_and_a_missing_one_is_named() -> Result<()> {
        let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        let first = "/* All. */\n@import \"/css/b.css\";\n@import \"/css/a.css\";\n";
        let mut files = Files::from([file(FIRST, first), file("css/a.css", "a {}\n"), file("css/b.css", "b {}\n")]);
        join(&mut files)?;
        assert_eq!(files, Files::from([file(FIRST, "/* All. */\nb {}\na {}\n")]));

        let mut lacking = Files::from([file(FIRST, first)]);
        assert!(join(&mut lacking).is_err_and(|error| error.to_string().contains("css/b.css")));
        Ok(())
    }
}
