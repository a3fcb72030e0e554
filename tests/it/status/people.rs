//! Records of people, made in one line each.

use std::sync::Arc;

use plexmgr::records::schema::Records;
use plexmgr::records::{self, SourceFile};
use plexmgr::status::{Status, StatusQuery, status};
use plexmgr::vocabulary::{Date, Days};

const PLANS: &str = "\
monthly: {name: Monthly, price: 5.00 EUR, duration: 1 month, default: true}
yearly: {name: Yearly, price: 50.00 EUR, duration: 1 year}
";

const SERVERS: &str = "\
atlas:
  account: main
  machine_id: aaaa
  name: Atlas
  libraries: {movies: {id: 1, title: Movies, type: movie}, shows: {id: 2, title: Shows, type: show}}
borealis: {account: main, machine_id: bbbb, name: Borealis}
";

/// People of two servers and two plans.
#[derive(Debug, Default)]
pub(crate) struct People {
    users: Vec<(String, String)>,
}

impl People {
    /// With a person of that class whose record goes on with these lines.
    pub(crate) fn with(mut self, handle: &str, class: &str, lines: &str) -> Self {
        let plex = if lines.contains("plex:") {
            ""
        } else {
            "plex: {}\n"
        };
        let text = format!("class: {class}\n{plex}{lines}");
        self.users.push((handle.to_owned(), text));
        self
    }

    /// With a person of class standard and these payments on the plan `monthly`, each as in
    /// `2026-10-22..2026-11-22`.
    pub(crate) fn paying(self, handle: &str, periods: &[&str]) -> Self {
        let payments: String = periods
            .iter()
            .map(|period| payment(period, "manual"))
            .collect();
        match payments.is_empty() {
            true => self.with(handle, "standard", ""),
            false => self.with(handle, "standard", &format!("payments:\n{payments}")),
        }
    }

    /// What the files mean.
    pub(crate) fn records(&self) -> Records {
        let file = |path: String, text: &str| SourceFile {
            path: Arc::from(path),
            bytes: text.into(),
        };
        let users = self.users.iter();
        let mut sources: Vec<SourceFile> = users
            .map(|(handle, text)| file(format!("records/users/{handle}.yaml"), text))
            .collect();
        sources.push(file("records/plans.yaml".to_owned(), PLANS));
        sources.push(file("records/servers.yaml".to_owned(), SERVERS));
        let read = records::read("records", sources);
        read.unwrap_or_else(|problems| panic!("{problems}")).records
    }
}

/// A line of `payments`, the period as in `2026-10-22..2026-11-22`.
pub(crate) fn payment(period: &str, origin: &str) -> String {
    let (start, end) = period.split_once("..").expect("two days");
    format!("  - {{plan: monthly, start: {start}, end: {end}, origin: {origin}}}\n")
}

/// How everybody stands on a day, 14 days ahead.
pub(crate) fn on<'r>(records: &'r Records, day: &str) -> Status<'r> {
    status(
        records,
        date(day),
        StatusQuery::all(Days::new(14), Days::new(7)),
    )
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The handles of those who are told about, in order.
pub(crate) fn handles<'s>(status: &'s Status<'_>) -> Vec<&'s str> {
    status
        .users
        .iter()
        .map(|user| user.handle.as_str())
        .collect()
}
