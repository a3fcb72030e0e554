//! `plexmgr.toml`: settings, or problems at their places.

use plexmgr::settings::{FILE_NAME, Settings};

use super::places;

/// Reads the input as settings.
pub(super) fn read_or_placed(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let read = Settings::parse(FILE_NAME, text);
    assert_eq!(read, Settings::parse(FILE_NAME, text), "read twice");
    match read {
        Err(problems) => places::check(&problems, &[(FILE_NAME, text)], places::toml_lines),
        Ok(settings) => {
            is_in_range(&settings);
            let longer = format!("{text}\n# a comment changes nothing\n");
            assert_eq!(Settings::parse(FILE_NAME, &longer), Ok(settings));
        }
    }
}

/// What the rest of the program relies on without asking again.
fn is_in_range(settings: &Settings) {
    assert!(!settings.accounts.is_empty());
    for (number, account) in settings.accounts.iter().enumerate() {
        let others = &settings.accounts[number + 1..];
        assert!(
            others.iter().all(|other| other.name != account.name),
            "{account:?}"
        );
    }
    for folder in [&settings.records.path, &settings.state.path] {
        let parts = || folder.split('/');
        assert!(
            parts().all(|part| !["", ".", ".."].contains(&part)),
            "{folder:?}"
        );
    }
    let plex = &settings.plex;
    assert!(
        (1..=64).contains(&plex.concurrency) && plex.retries <= 20,
        "{plex:?}"
    );
    assert!((1..=600).contains(&plex.timeout_seconds), "{plex:?}");
    let url =
        plexmgr::sources::plex::Url::parse(&plex.url).expect("the settings checked the address");
    assert!(
        url.password().is_none() && url.query().is_none(),
        "{plex:?}"
    );
    let guards = &settings.guards;
    for limit in [guards.departures, guards.imports, guards.updates] {
        assert!(limit.percent <= 100, "{limit:?}");
    }
}
