//! A YAML value on one line: the part that anyone may read, by the look of its key.

use super::looked_through;
use crate::records::privacy::{ValuePattern, public_pattern, public_pattern_in};
use crate::vocabulary::MASK;

/// What follows a value in the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GoesOn {
    /// Nothing of it: what stands there is structure of its own.
    No,
    /// Lines further in than the key.
    Deeper,
    /// Everything up to this quote.
    Quoted(char),
}

/// The value of a key, from behind its colon to the end of the line; a comment is masked as well. `None` stands
/// for a key that is not public; `path` is the file's.
pub(super) fn kept(path: &str, look: Option<ValuePattern>, text: &str) -> (String, GoesOn) {
    let value = text.trim_start_matches(' ');
    let space = &text[..text.len() - value.len()];
    if let Some(comment) = comment(value) {
        return (format!("{space}{comment}"), GoesOn::No);
    }
    let hidden = |goes_on| (format!("{space}{MASK}"), goes_on);
    match value.chars().next() {
        Some('[' | '{') => match flow(path, look, value) {
            Some((shown, rest)) if comment(rest).is_some() => {
                let comment = comment(rest).unwrap_or_default();
                (format!("{space}{shown}{comment}"), GoesOn::Deeper)
            }
            _ => hidden(GoesOn::Deeper),
        },
        Some(quote @ ('"' | '\'')) => match closing(value, quote) {
            None => hidden(GoesOn::Quoted(quote)),
            Some(end) => {
                let (own, rest) = value.split_at(end);
                match comment(rest) {
                    Some(comment) => (
                        format!("{space}{}{comment}", scalar(look, own)),
                        GoesOn::Deeper,
                    ),
                    None => hidden(GoesOn::Deeper),
                }
            }
        },
        _ => {
            let end = value.find(" #").unwrap_or(value.len());
            let own = value[..end].trim_end();
            let comment = comment(&value[own.len()..]).unwrap_or_default();
            (
                format!("{space}{}{comment}", scalar(look, own)),
                GoesOn::Deeper,
            )
        }
    }
}

/// What is left of the rest of a line that holds a comment at most: its mark; `None` if it holds more.
fn comment(rest: &str) -> Option<String> {
    let text = rest.trim_start_matches(' ');
    let space = &rest[..rest.len() - text.len()];
    match text {
        "" => Some(rest.to_owned()),
        text if text.starts_with('#') => Some(format!("{space}# {MASK}")),
        _ => None,
    }
}

/// A scalar with its quotes, if it has any.
fn scalar(look: Option<ValuePattern>, text: &str) -> String {
    if matches!(text, "~" | "null" | "true" | "false") && look.is_some() {
        return text.to_owned();
    }
    let quote = text.chars().next().filter(|first| "\"'".contains(*first));
    let bare = match quote {
        Some(_) => text.get(1..text.len() - 1).unwrap_or_default(),
        None => text,
    };
    // Anchors, aliases, tags, block scalars, and escapes, which could spell anything.
    let is_more = match quote {
        Some(quote) => bare.contains(['\\', quote]),
        None => bare.starts_with(['&', '*', '!', '|', '>', '%', '@', '`', '?', '-']),
    };
    match look {
        Some(look) if !is_more && look.fits(bare) => looked_through(text),
        _ => MASK.to_owned(),
    }
}

/// How many bytes a quoted text takes that `text` begins with; `None` if it does not end there.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
    let end = end_of_quoted(&text[1..], quote)?;
    Some(1 + end)
}

/// Where a quoted text ends in a line that holds its end, behind the quote.
pub(super) fn end_of_quoted(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if quote == '"' && character == '\\' {
            characters.next();
        } else if character == quote {
            let is_doubled = quote == '\'' && characters.peek().is_some_and(|next| next.1 == quote);
            if !is_doubled {
                return Some(at + 1);
            }
            characters.next();
        }
    }
    None
}

/// A collection in brackets or braces that ends on its line, and what is behind it; in braces each key has its
/// own look.
fn flow<'t>(path: &str, look: Option<ValuePattern>, text: &'t str) -> Option<(String, &'t str)> {
    if let Some(items) = text.strip_prefix('[') {
        return collected('[', ']', items, |item| part(path, look, item));
    }
    match text.strip_prefix('{') {
        Some(entries) => collected('{', '}', entries, |text| entry(path, look, text)),
        None => part(path, look, text),
    }
}

/// The parts of a collection up to its closing mark.
fn collected<'t>(
    open: char,
    close: char,
    mut rest: &'t str,
    part: impl Fn(&'t str) -> Option<(String, &'t str)>,
) -> Option<(String, &'t str)> {
    let mut shown = String::from(open);
    loop {
        let text = rest.trim_start_matches(' ');
        shown.push_str(&rest[..rest.len() - text.len()]);
        if let Some(behind) = text.strip_prefix(close) {
            shown.push(close);
            return Some((shown, behind));
        }
        let (kept, behind) = part(text)?;
        shown.push_str(&kept);
        let text = behind.trim_start_matches(' ');
        shown.push_str(&behind[..behind.len() - text.len()]);
        rest = match text.strip_prefix(',') {
            Some(next) => {
                shown.push(',');
                next
            }
            None if text.starts_with(close) => text,
            None => return None,
        };
    }
}

/// A key and its value in braces; what looks like a handle is one where handles are the keys.
fn entry<'t>(path: &str, around: Option<ValuePattern>, text: &'t str) -> Option<(String, &'t str)> {
    let (key, behind) = key(text)?;
    let value = behind.trim_start_matches(' ');
    let space = &behind[..behind.len() - value.len()];
    let look = public_pattern_in(path, name(key));
    let (shown, rest) = flow(path, look, value)?;
    let is_handle = around == Some(ValuePattern::Handle) && ValuePattern::Handle.fits(name(key));
    let is_shown = is_known(name(key)) || is_handle && value.starts_with('{');
    let shown_key = if is_shown { key } else { MASK };
    Some((format!("{shown_key}:{space}{shown}"), rest))
}

/// A scalar in a collection.
fn part<'t>(path: &str, look: Option<ValuePattern>, text: &'t str) -> Option<(String, &'t str)> {
    if text.starts_with(['[', '{']) {
        return flow(path, look, text);
    }
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => closing(text, quote)?,
        _ => text.find([',', ']', '}', '[', '{'])?,
    };
    let (own, rest) = text.split_at(end);
    // A comment or a pair in brackets is more than a scalar.
    let is_more = own.contains(" #") || own.contains(": ");
    (!is_more).then(|| (scalar(look, own.trim_end()), rest))
}

/// The key that a text begins with, quotes included, and what follows its colon.
pub(super) fn key(text: &str) -> Option<(&str, &str)> {
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => closing(text, quote)?,
        _ => text.find(|character: char| !is_of_key(character))?,
    };
    let (key, rest) = text.split_at(end);
    let behind = rest.trim_start_matches(' ').strip_prefix(':')?;
    let is_key = !key.is_empty() && (behind.is_empty() || behind.starts_with(' '));
    is_key.then_some((key, behind))
}

fn is_of_key(character: char) -> bool {
    character.is_alphanumeric() || "_-.".contains(character)
}

/// A key without its quotes.
pub(super) fn name(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// Whether the records have such a key.
pub(super) fn is_known(name: &str) -> bool {
    public_pattern(name).is_some() || crate::records::privacy::PRIVATE_KEYS.contains(&name)
}
