//! The diff of a record file: the values of private keys are masked, whatever they look like.

use std::borrow::Cow;

use super::{Privacy, looked_through};
use crate::records::schema::PRIVATE_KEYS;
use crate::vocabulary::MASK;

/// Goes over the lines of one diff, from the first to the last.
pub(in crate::render) struct Lines {
    privacy: Privacy,
    /// The column of the private key whose value may go on in the next line.
    within: Option<usize>,
}

impl Lines {
    /// Before the first line.
    pub(in crate::render) fn new(privacy: Privacy) -> Self {
        Self {
            privacy,
            within: None,
        }
    }

    /// The next line as far as it may be read.
    pub(in crate::render) fn kept<'l>(&mut self, line: &'l str) -> Cow<'l, str> {
        if self.privacy == Privacy::Open {
            return Cow::Borrowed(line);
        }
        if line.starts_with("@@") {
            self.within = None;
            return Cow::Borrowed(line);
        }
        let content = line.strip_prefix(['+', '-', ' ']).unwrap_or(line);
        let sign = &line[..line.len() - content.len()];
        Cow::Owned(match self.within {
            Some(column) if goes_on(content, column) => format!("{sign}{}", continued(content)),
            _ => {
                let Kept { text, goes_on } = entries(content, false);
                self.within = goes_on.then(|| column(content));
                format!("{sign}{text}")
            }
        })
    }
}

/// What is left of a line, and whether its last private value may go on in the next one.
struct Kept {
    text: String,
    goes_on: bool,
}

/// The column of the first key of a line.
fn column(content: &str) -> usize {
    let key = content.trim_start_matches([' ', '-', '?']);
    content.len() - key.len()
}

/// Whether a line goes on with the value of a key at `column`: it stands further in, or is an item of it.
fn goes_on(content: &str, column: usize) -> bool {
    let text = content.trim_start_matches(' ');
    let indent = content.len() - text.len();
    let is_item = text == "-" || text.starts_with("- ");
    text.is_empty() || indent > column || indent == column && is_item
}

/// A line that is nothing but a part of a private value.
fn continued(content: &str) -> String {
    let text = content.trim_start_matches([' ', '-']);
    let before = &content[..content.len() - text.len()];
    match text {
        "" => content.to_owned(),
        text => format!("{before}{}", value(text)),
    }
}

/// The rest of a line from some key on; `in_flow` if it stands in braces.
fn entries(content: &str, in_flow: bool) -> Kept {
    let Some(colon) = private_colon(content) else {
        return Kept {
            text: looked_through(content),
            goes_on: false,
        };
    };
    let in_flow = in_flow || content[..colon].contains('{');
    let from_value = content[colon + 1..].trim_start();
    let (before, from_value) = content.split_at(content.len() - from_value.len());
    let before = looked_through(before);
    if from_value.is_empty() || from_value.starts_with('#') {
        return Kept {
            text: before + &looked_through(from_value),
            goes_on: true,
        };
    }
    let Some(length) = value_length(from_value, in_flow) else {
        return Kept {
            text: before + MASK,
            goes_on: true,
        };
    };
    let (own, rest) = from_value.split_at(length);
    let is_ended = in_flow && rest.starts_with([',', '}']);
    let rest = entries(rest, in_flow);
    Kept {
        text: before + &value(own) + &rest.text,
        goes_on: rest.goes_on || !is_ended,
    }
}

/// Where the colon behind the first private key stands.
fn private_colon(content: &str) -> Option<usize> {
    let mut colons = content.match_indices(':').map(|(at, _)| at);
    colons.find(|colon| {
        let name = content[..*colon].trim_end_matches(['"', '\'', ' ']);
        let is_part = |character: char| character.is_alphanumeric() || "_-".contains(character);
        let keys = PRIVATE_KEYS.iter();
        let mut before = keys.filter_map(|key| name.strip_suffix(key));
        before.any(|before| !before.ends_with(is_part))
    })
}

/// How many bytes of a line that begins with a value are the value; `None` if its end is in another line.
fn value_length(text: &str, in_flow: bool) -> Option<usize> {
    let closing = match text.chars().next() {
        Some('"') => '"',
        Some('\'') => '\'',
        Some('[') => ']',
        _ => {
            let comment = text.find(" #").unwrap_or(text.len());
            let mark = text.find([',', '}', ']']).filter(|_| in_flow);
            return Some(mark.map_or(comment, |mark| mark.min(comment)));
        }
    };
    let end = text[1..].find(closing)?;
    Some(end + 2)
}

/// What is left of a private value: an address or amount as anywhere else, of anything else nothing.
pub(super) fn value(text: &str) -> String {
    let says_nothing = matches!(text.trim(), "[]" | "~" | "null");
    let kept = looked_through(text);
    let items = kept.trim().trim_start_matches('[').trim_end_matches(']');
    match says_nothing || items.split(", ").all(is_masked) {
        true => kept,
        false => {
            let space = &text[text.trim_end().len()..];
            format!("{MASK}{space}")
        }
    }
}

/// Whether a text is a masked address or amount and nothing else.
fn is_masked(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    let is_address = text.split_once('@').is_some_and(|(local, domain)| {
        let shown = local.strip_suffix(MASK);
        domain == MASK && shown.is_some_and(|shown| shown.chars().count() <= 1)
    });
    let currency = text
        .strip_prefix(MASK)
        .and_then(|text| text.strip_prefix(' '));
    let is_code =
        |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    is_address || currency.is_some_and(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both texts are diffs; what is kept of the first has to be the second.
    fn check(diff: &str, expected: &str) {
        let kept = |privacy| {
            let mut lines = Lines::new(privacy);
            let kept: Vec<_> = diff.lines().map(|line| lines.kept(line)).collect();
            kept.join("\n")
        };
        assert_eq!(kept(Privacy::Masked), expected);
        assert_eq!(kept(Privacy::Open), diff);
    }

    #[test]
    fn values_of_private_keys_are_masked_whatever_they_look_like() {
        check("+  email: marlow.example.com", "+  email: ***");
        check("   - price: 5", "   - price: ***");
        check(
            " paypal_email: m@example.com # his",
            " paypal_email: ***@*** # his",
        );
        check("+    amount: 5.00 EUR", "+    amount: *** EUR");
        check(r#"+    amount: "5.00\x20EUR""#, "+    amount: ***");
        check(
            r#"+    "amount" : "5\u002e00 EUR" # x"#,
            r#"+    "amount" : *** # x"#,
        );
        check(" paypal_email: # none", " paypal_email: # none");
        check("-  title: email", "-  title: email");
        check("-  former_emails: []", "-  former_emails: []");
        check(
            "+  former_emails: [a1@example.com, 'b2@example.com']",
            "+  former_emails: [a***@***, 'b***@***']",
        );
    }

    #[test]
    fn values_in_braces_are_masked_and_their_neighbours_stay() {
        check(
            "+monthly: {price: 5.00 EUR, duration: 1 month}\n+yearly: {price: 5\\u002e, amount: 7, name: x}\n+  x: y",
            "+monthly: {price: *** EUR, duration: 1 month}\n+yearly: {price: ***, amount: ***, name: x}\n+  x: y",
        );
    }

    #[test]
    fn values_are_masked_to_their_last_line() {
        check(
            "+    amount: 5.00\n+      EUR\n+    plan: monthly",
            "+    amount: ***\n+      ***\n+    plan: monthly",
        );
        check(
            " paypal_email: \"zoe.private@\\\n-  mail.example\"\n+  mail.test\"\n class: x",
            " paypal_email: ***\n-  ***\n+  ***\n class: x",
        );
        check(
            "   former_emails:\n+  - zoe@mail.example\n+  - zoe\n   title: Zoe",
            "   former_emails:\n+  - z***@***\n+  - ***\n   title: Zoe",
        );
        check(
            "   - amount: 5\n@@ -9 +9 @@\n       plan: x",
            "   - amount: ***\n@@ -9 +9 @@\n       plan: x",
        );
    }
}
