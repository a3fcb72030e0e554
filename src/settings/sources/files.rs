//! Which files of the household a source reads.

use crate::files::is_git_folder;

/// A folder of the household and a name with `*`, as in `statements/paypal-*.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern {
    folder: String,
    name: String,
}

impl FilePattern {
    /// Reads a pattern; `None` if it leads out of the household, has `*` in a folder, or names no file.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_foreign =
            text.starts_with('/') || text.contains(['\\', ':']) || text.contains(char::is_control);
        let parts: Vec<&str> = text
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        let (name, folders) = parts.split_last()?;
        let leads_out = parts.contains(&"..");
        let is_git = parts.iter().any(|part| is_git_folder(part.as_ref()));
        let has_stars = folders.iter().any(|part| part.contains('*'));
        let is_folder = text.ends_with('/') || text.ends_with("/.");
        match is_foreign || leads_out || is_git || has_stars || is_folder {
            true => None,
            false => Some(Self {
                folder: folders.join("/"),
                name: (*name).to_owned(),
            }),
        }
    }

    /// The folder, relative to the household; empty for the household itself.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether a file of the folder is meant. `*` does not stand for the dot of a hidden file. The ending may be in
    /// capital letters or not: PayPal itself calls its files `Download.CSV`.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        let is_hidden = name.starts_with('.') && !self.name.starts_with('.');
        !is_hidden && fits(&with_small_ending(&self.name), &with_small_ending(name))
    }

    /// The path of a file of the folder, relative to the household.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        match self.folder.is_empty() {
            true => name.to_owned(),
            false => format!("{}/{name}", self.folder),
        }
    }
}

impl std::fmt::Display for FilePattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.path(&self.name))
    }
}

/// The name with its ending in small letters.
fn with_small_ending(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((name, ending)) => format!("{name}.{}", ending.to_lowercase()),
        None => name.to_owned(),
    }
}

/// Whether `name` has the parts of `pattern` between its stars, in order. Takes each part where it first occurs,
/// which is never worse than a later place.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(first) else {
        return false;
    };
    let (inner, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut name) = name.strip_suffix(last) else {
        return false;
    };
    for part in inner.split('*').filter(|part| !part.is_empty()) {
        let Some(at) = name.find(part) else {
            return false;
        };
        name = &name[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, name, expected) in [
            ("paypal-*.csv", "paypal-2026.csv", true),
            ("paypal-*.csv", "paypal-.csv", true),
            ("paypal-*.csv", "paypal.csv", false),
            ("a*a", "a", false),
            ("*", "x.csv", true),
            ("*", ".hidden", false),
            (".h*", ".hidden", true),
            ("*a*b*.csv", "xxaxxb.csv", true),
            ("*a*b*.csv", "xxbxxa.csv", false),
            ("**.csv", "a.csv", true),
            ("bank.csv", "bank.csv", true),
            ("bank.csv", "bank.csv.bak", false),
            ("paypal-*.csv", "paypal-2.CSV", true),
            ("Download.CSV", "Download.csv", true),
            ("paypal-*.csv", "Paypal-2.csv", false),
            ("*", "x.CSV", true),
            ("*.*", "x.CSV", true),
            ("csv", "CSV", false),
        ] {
            let pattern = FilePattern::new(pattern).unwrap();
            assert_eq!(pattern.fits(name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn a_pattern_stays_in_the_household() {
        for text in [
            "",
            ".",
            "/etc/*.csv",
            "../*.csv",
            "a/../b.csv",
            "*/a.csv",
            "a\\b.csv",
            "c:x.csv",
            ".git/*.csv",
            "statements/",
            "a\n.csv",
        ] {
            assert_eq!(FilePattern::new(text), None, "{text}");
        }
        let pattern = FilePattern::new("./statements//paypal-*.csv").unwrap();
        assert_eq!(pattern.to_string(), "statements/paypal-*.csv");
        assert_eq!(pattern.folder(), "statements");
        assert_eq!(FilePattern::new("*.csv").unwrap().path("a.csv"), "a.csv");
    }
}
