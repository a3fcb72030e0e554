//! E-mail addresses in free text, recognised by their look.

use crate::vocabulary::MASK;

/// The longest local part that is looked for; an address has at most 64 characters there.
pub(in crate::render) const LONGEST_LOCAL_CHARS: usize = 320;

/// Every address with at most the first character of its local part left.
pub(super) fn without_addresses(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (at, sign) in signs(text) {
        if at < done {
            continue;
        }
        let (before, behind) = (&text[done..at], &text[at + sign.len()..]);
        let local = local_part(before);
        let domain = domain(behind);
        if local.is_empty() || domain == 0 {
            continue;
        }
        masked.push_str(&before[..before.len() - local.len()]);
        let mut characters = local.chars();
        let first = characters.next().filter(|first| first.is_alphanumeric());
        masked.extend(first.filter(|_| characters.next().is_some()));
        masked.push_str(MASK);
        masked.push('@');
        masked.push_str(MASK);
        done = at + sign.len() + domain;
    }
    masked.push_str(&text[done..]);
    masked
}

/// Everything that stands for an `@`, in order: the sign itself, its wide forms, and how addresses and HTML
/// write it.
fn signs(text: &str) -> Vec<(usize, &str)> {
    let written = ["%40", "&#64;"].map(|sign| text.match_indices(sign));
    let signs = text.match_indices(['@', '\u{ff20}', '\u{fe6b}']);
    let mut signs: Vec<(usize, &str)> = signs.chain(written.into_iter().flatten()).collect();
    signs.sort_unstable();
    signs
}

/// The end of `before` that is the local part of an address.
fn local_part(before: &str) -> &str {
    if let Some(quoted) = before.strip_suffix('"') {
        let begin = quoted.rfind('"').unwrap_or(quoted.len());
        return &before[begin..];
    }
    let ends = |character: char| character.is_whitespace() || "<>()[],;:\"".contains(character);
    let begin = before
        .char_indices()
        .rev()
        .take(LONGEST_LOCAL_CHARS)
        .take_while(|(_, character)| !ends(*character))
        .last()
        .map_or(before.len(), |(index, _)| index);
    let local = &before[begin..];
    // Quotes, signs and dashes in front belong to the text around.
    let bare = local.trim_start_matches(|character: char| !character.is_alphanumeric());
    match bare {
        // The mark that opens a name in a sentence of ours.
        "" if local.bytes().all(|byte| byte == b'`') => "",
        "" => local,
        bare => bare,
    }
}

/// How many bytes of `behind` are the domain of an address.
fn domain(behind: &str) -> usize {
    if behind.starts_with('[') {
        return behind.find(']').map_or(behind.len(), |end| end + 1);
    }
    let is_part = |character: char| {
        character.is_alphanumeric()
            || ".-_@\\{}".contains(character)
            || (!character.is_ascii() && !character.is_whitespace())
    };
    let end = behind.find(|character| !is_part(character));
    let domain = &behind[..end.unwrap_or(behind.len())];
    domain.trim_end_matches('.').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(without_addresses(text), *expected, "{text}");
        }
    }

    #[test]
    fn addresses_lose_all_but_a_first_character() {
        check(&[
            ("marlow@example.com", "m***@***"),
            ("a@b.c", "***@***"),
            ("Marlow <marlow@example.com>!", "Marlow <m***@***>!"),
            ("from x.y+z@mail.example.org.", "from x***@***."),
            (
                "['one@example.com', two@example.com]",
                "['o***@***', t***@***]",
            ),
            ("\"john doe\"@example.com", "***@***"),
            ("me@[192.0.2.1] and more", "m***@*** and more"),
            ("zoë@bücher.example", "z***@***"),
            ("a\u{200b}b@exa\u{200b}mple.com", "a***@***"),
            ("one@two@example.com", "o***@***"),
            ("jane\u{ff20}mail.example", "j***@***"),
            ("jane%40mail.example", "j***@***"),
            ("jane&#64;mail.example", "j***@***"),
            ("mailto:marlow@example.com", "mailto:m***@***"),
        ]);
    }

    #[test]
    fn what_is_no_address_stays() {
        let kept = [
            "@everyone",
            "`@octocat` is not a handle",
            "<@80351110224678912>",
            "at @ night",
            "a @user",
            "user@",
            "@",
        ];
        check(&kept.map(|text| (text, text)));
    }
}
