//! Whether the proxy that the environment names can be used.
//!
//! The library reads the same variables and passes over a value it cannot use: requests would go another way
//! than the person wanted. So the value is looked at here first. No part of it is repeated, because it may
//! hold a password.

use std::ffi::OsString;

use reqwest::Url;

use super::is_this_machine;

/// Why the proxy for requests to `url` cannot be used, if one is named and cannot.
pub(super) fn unusable(url: &Url, variable: impl Fn(&str) -> Option<OsString>) -> Option<String> {
    // The library uses none in these cases.
    if is_this_machine(url) || variable("REQUEST_METHOD").is_some() || is_excepted(url, &variable) {
        return None;
    }
    let own = match url.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy"],
        _ => ["HTTP_PROXY", "http_proxy"],
    };
    [own, ["ALL_PROXY", "all_proxy"]]
        .into_iter()
        .find_map(|names| first(names, &variable))
        .and_then(|(name, value)| Some(format!("the variable `{name}` {}", fault(&value)?)))
}

/// The first of the variables that is set, unless it is set to nothing.
fn first(
    names: [&'static str; 2],
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Option<(&'static str, OsString)> {
    let mut set = names
        .into_iter()
        .filter_map(|name| Some((name, variable(name)?)));
    set.next().filter(|(_, value)| !value.is_empty())
}

/// What is wrong with the address of a proxy.
fn fault(value: &OsString) -> Option<&'static str> {
    const SHAPE: &str = "must hold the address of a proxy, as in `http://proxy.example:3128`";
    let Some(value) = value.to_str() else {
        return Some(SHAPE);
    };
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    if scheme.to_ascii_lowercase().starts_with("socks") {
        return Some("names a SOCKS proxy; only `http://` and `https://` proxies are supported");
    }
    let is_http = ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str());
    let (authority, path) = match rest.find(['/', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%[]".contains(&byte);
    let is_authority = !authority.is_empty() && authority.bytes().all(fits);
    let has_host = Url::parse(&format!("http://{authority}")).is_ok_and(|url| url.has_host());
    // Without a scheme, nothing may stand behind the port.
    let is_whole = value.contains("://") || path.is_empty();
    (!(is_http && is_authority && has_host && is_whole)).then_some(SHAPE)
}

/// Whether `NO_PROXY` names the host by its name or its domain, or all hosts.
fn is_excepted(url: &Url, variable: &impl Fn(&str) -> Option<OsString>) -> bool {
    let host = url.host_str().unwrap_or_default();
    let list = first(["NO_PROXY", "no_proxy"], variable);
    let list = list.and_then(|(_, list)| list.into_string().ok());
    list.unwrap_or_default().split(',').any(|entry| {
        let entry = entry.trim().trim_start_matches('.');
        let is_below = || {
            host.strip_suffix(entry)
                .is_some_and(|rest| rest.ends_with('.'))
        };
        entry == "*" || entry == host || (!entry.is_empty() && is_below())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, variables: &[(&str, &str)]) -> Option<String> {
        let url = Url::parse(url).expect("a literal address");
        unusable(&url, |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn addresses_of_proxies_are_distinguished_from_others() {
        for (value, is_usable) in [
            ("", true),
            ("http://proxy.example:3128", true),
            ("http://proxy.example:3128/", true),
            ("HTTP://ada:hunter2@proxy.example", true),
            ("https://[::1]:3128", true),
            ("proxy.example:3128", true),
            ("ada:hunter2@proxy.example:3128", true),
            ("::bad", false),
            ("http://", false),
            ("http:///proxy.example", false),
            ("http://proxy.example:port", false),
            ("proxy.example:3128/path", false),
            ("proxy example", false),
            ("ftp://ada:hunter2@proxy.example", false),
            ("socks5://proxy.example:1080", false),
        ] {
            let fault = of("https://plex.tv", &[("HTTPS_PROXY", value)]);
            assert_eq!(fault.is_none(), is_usable, "{value}: {fault:?}");
            assert!(!fault.unwrap_or_default().contains("hunter2"));
        }
    }

    #[test]
    fn only_a_proxy_that_would_be_used_matters() {
        let bad = [("HTTPS_PROXY", "::bad")];
        assert!(of("https://plex.tv", &bad).is_some_and(|fault| fault.contains("HTTPS_PROXY")));
        assert_eq!(of("http://plex.example", &bad), None);
        assert_eq!(of("https://127.0.0.1", &bad), None);
        let all = [("HTTPS_PROXY", ""), ("all_proxy", "::bad")];
        assert!(of("https://plex.tv", &all).is_some_and(|fault| fault.contains("all_proxy")));
        for excepted in ["plex.tv", ".tv", "example.com, *"] {
            let variables = [("HTTPS_PROXY", "::bad"), ("NO_PROXY", excepted)];
            assert_eq!(of("https://plex.tv", &variables), None, "{excepted}");
        }
        let other = [("HTTPS_PROXY", "::bad"), ("NO_PROXY", "lex.tv,example.com")];
        assert!(of("https://plex.tv", &other).is_some());
    }
}
