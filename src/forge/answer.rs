//! What GitHub answers, as far as it is used: comments, who we are, and where the next page is.

use serde::Deserialize;

use super::error::Reason;
use crate::http::Url;

/// A comment on a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Comment {
    pub(super) id: u64,
    /// Where people see it.
    #[serde(default)]
    pub(super) html_url: Option<String>,
    #[serde(default)]
    pub(super) body: Option<String>,
    /// Who wrote it, if they still exist.
    #[serde(default)]
    pub(super) user: Option<User>,
}

/// A person or program with an account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct User {
    #[serde(default)]
    pub(super) id: Option<u64>,
    #[serde(default)]
    pub(super) login: String,
    /// `User`, `Bot`, `Organization` and perhaps others.
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
}

impl User {
    /// Whether the answer names the user at all.
    pub(super) fn is_named(&self) -> bool {
        self.id.is_some() || !self.login.is_empty()
    }
}

/// The address of the next page, from `Link`; `None` if there is none.
pub(super) fn next_page(link: &str, from: &Url) -> Result<Option<Url>, Reason> {
    let entries = link.split(',').filter(|entry| !entry.trim().is_empty());
    let mut next = None;
    for entry in entries {
        // Taken for the last page, it would hide our own comment on the next one.
        let address = next_address(entry).ok_or(Reason::Pages)?;
        next = next.or(address);
    }
    let Some(address) = next else {
        return Ok(None);
    };
    let next = from.join(address).map_err(|_| Reason::Elsewhere)?;
    match next.origin() == from.origin() && next.username().is_empty() {
        true => Ok(Some(next)),
        false => Err(Reason::Elsewhere),
    }
}

/// The address in one entry of `Link`, if it is that of the next page; `None` outside if it is not an
/// entry.
#[expect(
    clippy::option_option,
    reason = "no entry and no next page are two things"
)]
fn next_address(entry: &str) -> Option<Option<&str>> {
    let (address, parameters) = entry.trim().strip_prefix('<')?.split_once('>')?;
    let mut parameters = parameters.split(';').map(str::trim);
    let is_next = parameters.any(|parameter| {
        let relation = parameter.strip_prefix("rel=");
        relation.is_some_and(|relation| relation.trim_matches('"').eq_ignore_ascii_case("next"))
    });
    Some(is_next.then_some(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_on_the_same_server_only() {
        let from = Url::parse("https://api.github.com/x?per_page=100").expect("a literal address");
        let next = |link: &str| next_page(link, &from).map(|url| url.map(|url| url.to_string()));
        let pages = r#"<https://api.github.com/x?page=1>; rel="prev", <https://api.github.com/x?page=3>; rel="next""#;
        assert_eq!(
            next(pages),
            Ok(Some("https://api.github.com/x?page=3".into()))
        );
        assert_eq!(
            next("</x?page=2>; rel=next"),
            Ok(Some("https://api.github.com/x?page=2".into()))
        );
        assert_eq!(next(r#"<https://api.github.com/x>; rel="last""#), Ok(None));
        assert_eq!(next(""), Ok(None));
        assert_eq!(next("<>;;rel=next,"), Ok(Some(from.to_string())));
        for elsewhere in [
            "<https://evil.example/x>; rel=next",
            "<http://api.github.com/x>; rel=next",
            "<https://api.github.com:444/x>; rel=next",
            "<https://me@api.github.com/x>; rel=next",
            "<https://[>; rel=next",
        ] {
            assert_eq!(next(elsewhere), Err(Reason::Elsewhere), "{elsewhere}");
        }
        for unreadable in [
            "garbage; rel=next",
            "<https://api.github.com/x?a=1,2>; rel=next",
        ] {
            assert_eq!(next(unreadable), Err(Reason::Pages), "{unreadable}");
        }
    }
}
