//! The diff of a record file: the values of public keys are shown, everything else is masked.
//!
//! Each side of a hunk is read from its first line to its last. A hunk begins anywhere, so its first lines may be
//! inside of a value. They are masked up to the first line that cannot be: one at column 0, or one that is not
//! further in than the first change below it, because plexmgr changes no part of a value of several lines.

use super::value::{GoesOn, end_of_quoted, is_known, kept, key, name};
use super::{Privacy, looked_through};
use crate::records::privacy::{ValuePattern, public_pattern_in};
use crate::vocabulary::{Handle, MASK};

/// What marks a last line without a line break.
const NO_BREAK: &str = "\\ No newline at end of file";

/// The lines of the diff of the file at `path`, as far as they may be read.
pub(in crate::render) fn diff(privacy: Privacy, path: &str, lines: &[&str]) -> Vec<String> {
    if privacy == Privacy::Open {
        return lines.iter().map(ToString::to_string).collect();
    }
    let handles = Handles::of(path);
    let file = FileKind { path, handles };
    let mut shown = Vec::with_capacity(lines.len());
    let first = lines.iter().position(|line| line.starts_with("@@"));
    let (header, mut rest) = lines.split_at(first.unwrap_or(lines.len()));
    shown.extend(header.iter().map(|line| looked_through(line)));
    while let Some((opening, behind)) = rest.split_first() {
        let end = behind.iter().position(|line| line.starts_with("@@"));
        let (hunk, next) = behind.split_at(end.unwrap_or(behind.len()));
        shown.push((*opening).to_owned());
        shown.extend(hunk_lines(file, opening, hunk));
        rest = next;
    }
    shown
}

/// Where handles stand as keys in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handles {
    Nowhere,
    AtTheStart,
    Anywhere,
}

impl Handles {
    fn of(path: &str) -> Self {
        match path.rsplit('/').next() {
            _ if path.contains("/users/") => Self::Nowhere,
            Some("servers.yaml") => Self::Anywhere,
            Some("plans.yaml" | "users.yaml") => Self::AtTheStart,
            _ => Self::Nowhere,
        }
    }

    /// Whether a key may be a handle.
    fn has(self, key: &str, column: usize) -> bool {
        let may_be = match self {
            Self::Nowhere => false,
            Self::AtTheStart => column == 0,
            Self::Anywhere => true,
        };
        may_be && key.parse::<Handle>().is_ok()
    }
}

fn hunk_lines(file: FileKind<'_>, opening: &str, hunk: &[&str]) -> Vec<String> {
    let known = match begins_the_file(opening) {
        true => 0,
        false => first_known(hunk),
    };
    let mut sides = [HunkSide::new(file), HunkSide::new(file)];
    let lines = hunk.iter().enumerate();
    let shown = lines.map(|(index, line)| {
        if *line == NO_BREAK {
            return (*line).to_owned();
        }
        let content = line.strip_prefix(['+', '-', ' ']).unwrap_or(line);
        let sign = &line[..line.len() - content.len()];
        if index < known {
            return format!("{sign}{}", without_value(content));
        }
        let [old, new] = &mut sides;
        let shown = match sign {
            "-" => old.kept(content),
            "+" => new.kept(content),
            _ => {
                let (old, new) = (old.kept(content), new.kept(content));
                match old == new {
                    true => old,
                    false => masked(content),
                }
            }
        };
        format!("{sign}{shown}")
    });
    shown.collect()
}

/// Whether a hunk with this header begins with the first line of the file.
fn begins_the_file(opening: &str) -> bool {
    let numbers = opening.split(' ').skip(1).take(2);
    let mut begins = numbers.map(|range| range[1..].split(',').next());
    begins.all(|line| matches!(line, Some("0" | "1")))
}

/// The first line of a hunk that is not part of a value which began above.
fn first_known(hunk: &[&str]) -> usize {
    let is_changed = |line: &&str| line.starts_with(['+', '-']);
    let change = hunk.iter().position(is_changed).unwrap_or(hunk.len());
    let indent = |line: &str| {
        let text = line[1..].trim_start_matches(' ');
        let is_structure = !text.is_empty() && !text.starts_with('#');
        is_structure.then(|| line.len() - 1 - text.len())
    };
    let mut known = change;
    let mut bound = hunk
        .get(change)
        .and_then(|line| indent(line))
        .unwrap_or_default();
    for (index, line) in hunk[..change].iter().enumerate().rev() {
        if let Some(indent) = line.get(1..).and_then(|_| indent(line))
            && indent <= bound
        {
            (known, bound) = (index, indent);
        }
    }
    known
}

/// The file that is compared.
#[derive(Debug, Clone, Copy)]
struct FileKind<'p> {
    path: &'p str,
    handles: Handles,
}

/// One side of a hunk.
struct HunkSide<'p> {
    file: FileKind<'p>,
    /// What the value above goes on with, and the column of its key.
    above: Option<(usize, GoesOn)>,
    /// The column of a list of libraries that is open.
    libraries: Option<usize>,
}

impl<'p> HunkSide<'p> {
    fn new(file: FileKind<'p>) -> Self {
        Self {
            file,
            above: None,
            libraries: None,
        }
    }

    /// The next line as far as it may be read.
    fn kept(&mut self, content: &str) -> String {
        let text = content.trim_start_matches(' ');
        let indent = content.len() - text.len();
        if text.is_empty() {
            return content.to_owned();
        }
        if self.goes_on(indent, text) {
            return masked(content);
        }
        let item = without_dashes(text);
        let column = content.len() - item.len();
        match key(item) {
            _ if matches!(content, "---" | "..." | "-") || item.is_empty() => content.to_owned(),
            _ if item.starts_with('#') => format!("{}# {MASK}", &content[..column]),
            Some((key, value)) => self.entry(&content[..column], key, value),
            None => self.item(content, indent, column),
        }
    }

    /// Whether a line belongs to the value above it.
    fn goes_on(&mut self, indent: usize, text: &str) -> bool {
        let goes_on = match self.above {
            None => false,
            Some((_, GoesOn::Quoted(quote))) => {
                if end_of_quoted(text, quote).is_some() {
                    self.above = None;
                }
                return true;
            }
            Some((column, _)) => {
                let is_item = text == "-" || text.starts_with("- ");
                indent > column || indent == column && is_item || text.starts_with([']', '}'])
            }
        };
        if !goes_on {
            self.above = None;
        }
        goes_on
    }

    fn entry(&mut self, before: &str, key: &str, value: &str) -> String {
        let column = before.len();
        let own = name(key);
        let has_none = kept(self.file.path, None, value).1 == GoesOn::No;
        self.libraries = (own == "libraries" && has_none).then_some(column);
        if !is_known(own) {
            let is_handle = self.file.handles.has(own, column);
            let is_mapping = has_none || value.trim_start_matches(' ').starts_with('{');
            if is_handle && is_mapping {
                return self.shown(before, key, value, Some(ValuePattern::Nested), has_none);
            }
            self.above = Some((column, unshown(value)));
            return format!("{before}{MASK}: {MASK}");
        }
        // No name stands at the start of a file: only users, plans and servers do.
        let look = public_pattern_in(self.file.path, own);
        let look = look.filter(|look| column > 0 || *look != ValuePattern::Name);
        self.shown(before, key, value, look, has_none && look.is_some())
    }

    /// A line with a key; `opens` if the lines below have keys of their own.
    fn shown(
        &mut self,
        before: &str,
        key: &str,
        value: &str,
        look: Option<ValuePattern>,
        opens: bool,
    ) -> String {
        let (shown, goes_on) = kept(self.file.path, look, value);
        self.above = match (opens, goes_on) {
            (true, _) => None,
            (false, GoesOn::No) => Some((before.len(), GoesOn::Deeper)),
            (false, goes_on) => Some((before.len(), goes_on)),
        };
        format!("{before}{key}:{shown}")
    }

    /// A line without a key: an item of a list, or something that is not known.
    fn item(&mut self, content: &str, indent: usize, column: usize) -> String {
        let is_library = self.libraries.is_some_and(|list| indent >= list) && column > indent;
        let look = is_library.then_some(ValuePattern::Handle);
        let (shown, goes_on) = kept(self.file.path, look, &content[column..]);
        self.above = Some((indent, goes_on)).filter(|(_, goes_on)| match goes_on {
            GoesOn::Quoted(_) => true,
            // The next item of the list begins at the same column.
            GoesOn::Deeper | GoesOn::No => false,
        });
        format!("{}{shown}", &content[..column])
    }
}

/// How a masked value goes on.
fn unshown(value: &str) -> GoesOn {
    match kept("", None, value).1 {
        GoesOn::No => GoesOn::Deeper,
        goes_on => goes_on,
    }
}

/// A line without the marks of the list items that begin in it.
fn without_dashes(mut text: &str) -> &str {
    loop {
        match text.strip_prefix("- ") {
            Some(item) => text = item.trim_start_matches(' '),
            None if text == "-" => return "",
            None => return text,
        }
    }
}

/// A line of which nothing may be read but where it begins.
fn masked(content: &str) -> String {
    let text = content.trim_start_matches(' ');
    match text {
        "" => content.to_owned(),
        _ => format!("{}{MASK}", &content[..content.len() - text.len()]),
    }
}

/// A line that may be part of a value: a key of the records is named in it at most.
fn without_value(content: &str) -> String {
    let text = without_dashes(content.trim_start_matches(' '));
    match key(text) {
        Some((key, _)) if is_known(name(key)) => {
            format!("{}{key}: {MASK}", &content[..content.len() - text.len()])
        }
        _ => masked(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both texts are lines of a diff; what is kept of the first has to be the second.
    fn check(path: &str, lines: &str, expected: &str) {
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(diff(Privacy::Masked, path, &lines).join("\n"), expected);
        assert_eq!(diff(Privacy::Open, path, &lines), lines);
    }

    /// The same of a new file of a user.
    fn check_user(lines: &str, expected: &str) {
        let added = |text: &str| {
            let lines: Vec<String> = text.lines().map(|line| format!("+{line}")).collect();
            format!("@@ -0,0 +1,9 @@\n{}", lines.join("\n"))
        };
        check("records/users/ada.yaml", &added(lines), &added(expected));
    }

    #[test]
    fn values_of_public_keys_are_shown_and_everything_else_is_masked() {
        check_user(
            "class: standard # since May\nplex:\n  id: 301\n  \"title\": 'Zoe'\n  email: zoe\n  nick: zoe\n# hers\n\
             notes: cash\npaypal_email: # none\nnew: true",
            "class: standard # ***\nplex:\n  id: 301\n  \"title\": 'Zoe'\n  email: ***\n  ***: ***\n# ***\n\
             notes: ***\npaypal_email: # ***\n***: ***",
        );
        check_user(
            "payments:\n  - plan: monthly\n    start: 2026-11-22\n    end: soon\n    amount: 5.00 EUR\n    \
             transaction_id: 5TY05013\nplex:\n  title: zoe@mail.example\n  title: \"z\\x6fe\"",
            "payments:\n  - plan: monthly\n    start: 2026-11-22\n    end: ***\n    amount: ***\n    \
             transaction_id: ***\nplex:\n  title: z***@***\n  title: ***",
        );
    }

    #[test]
    fn lists_and_braces_go_by_their_keys() {
        check_user(
            "plex:\n  former_emails:\n  - one\n  - title: two\n  shares:\n  - server: atlas\n    libraries:\n    \
             - movies # two\n    - 'no handle'\n    libraries: [movies, \"tv-shows\"] # x",
            "plex:\n  former_emails:\n  ***\n  ***\n  shares:\n  - server: atlas\n    libraries:\n    \
             - movies # ***\n    - ***\n    libraries: [movies, \"tv-shows\"] # ***",
        );
        check_user(
            "plex: {id: 1, username: zoe, email: zoe, x: {title: y}, former_emails: [a, b]}\n\
             discord: {id: \"80351110224678912\", username: [a, b\nclass: {a: # b",
            "plex: {id: 1, username: zoe, email: ***, ***: {title: y}, former_emails: [***, ***]}\n\
             discord: ***\nclass: ***",
        );
    }

    #[test]
    fn values_are_masked_to_their_last_line() {
        check_user(
            "notes: |\n  plex:\n    title: Secret\n\n  # secret\nplex:\n  title: Zoe\n    and secret\n  email: \"a\\\"\n\
             title: secret\n  \"\n  username: zoe",
            "notes: ***\n  ***\n    ***\n\n  ***\nplex:\n  title: Zoe\n    ***\n  email: ***\n\
             ***\n  ***\n  username: zoe",
        );
        check_user(
            "plex: &zoe\n  title: Zoe\nclass: *zoe\ndiscord: !x\n  id: 1\n? secret\n: title\n%secret\ntitle: secret",
            "plex: ***\n  ***\nclass: ***\ndiscord: ***\n  ***\n***\n***\n***\ntitle: ***",
        );
    }

    #[test]
    fn a_hunk_that_begins_inside_of_a_value_shows_nothing_of_it() {
        check(
            "records/users/ada.yaml",
            "--- a/records/users/ada.yaml\n@@ -9,4 +9,4 @@\n   title: Secret\n   secret\n plex:\n   id: 7\n-  title: Zoe\n\
             +  title: Zoë\n@@ -20,3 +20,4 @@\n     username: Secret\n   title: Zoe\n+  departed: 2026-11-22\n",
            "--- a/records/users/ada.yaml\n@@ -9,4 +9,4 @@\n   title: ***\n   ***\n plex:\n   id: 7\n-  title: Zoe\n\
             +  title: Zoë\n@@ -20,3 +20,4 @@\n     username: ***\n   title: Zoe\n+  departed: 2026-11-22",
        );
    }

    #[test]
    fn handles_are_shown_where_they_are_keys() {
        check(
            "records/servers.yaml",
            "@@ -1,2 +1,5 @@\n atlas:\n   libraries:\n+    movies:\n+      id: 7\n+    shows: {id: 8, title: Shows}\n+    a b: c\n",
            "@@ -1,2 +1,5 @@\n atlas:\n   libraries:\n+    movies:\n+      id: 7\n+    shows: {id: 8, title: Shows}\n+    ***",
        );
        check(
            "records/plans.yaml",
            "@@ -1,2 +1,2 @@\n-monthly: {price: 5.00 EUR, duration: 1 month}\n+monthly:\n+  price: 5\n+  nested:\n+    name: x\n",
            "@@ -1,2 +1,2 @@\n-monthly: {price: ***, duration: 1 month}\n+monthly:\n+  price: ***\n+  ***: ***\n+    ***",
        );
    }
}
