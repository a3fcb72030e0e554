//! A household of as many people as a benchmark wants, made by plexmgr itself.
//!
//! Every stage is measured with what the stages before it make: the fake plex.tv of the tests gives
//! the answers, `understand` what they mean, `plan` and `draft` the record files.

#[expect(dead_code, unused_imports, reason = "the tests need more of it")]
#[path = "../../tests/it/fake/mod.rs"]
pub(crate) mod fake;

pub(crate) mod answers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plexmgr::draft;
use plexmgr::history::Remembered;
use plexmgr::payments;
use plexmgr::plan::{self, Accepted, ChangeSet, Clock, Filing, Input, NewUsers, Rules, Taken};
use plexmgr::records::{self, Household, SourceFile};
use plexmgr::settings::GuardSettings;
use plexmgr::sources::plex::{AccountOutcome, Observed};
use plexmgr::vocabulary::{AccountName, Class};

pub(crate) use answers::{Answers, world};

pub(crate) const PLANS: &str = "monthly: {duration: 1 month, default: true}\n";

/// The name of the only account.
pub(crate) const ACCOUNT: &str = "main";

/// How users are spread over files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    OwnFiles,
    OneFile,
    /// All of `users.yaml` on one line, as programs write it that think in JSON.
    OneLine,
}

/// A household whose records say what Plex says.
pub(crate) struct Recorded {
    pub(crate) observed: Observed,
    pub(crate) sources: Vec<SourceFile>,
    pub(crate) household: Household,
    layout: Layout,
}

impl Recorded {
    /// Imports `people` people into an empty household.
    pub(crate) fn new(people: usize, layout: Layout) -> Self {
        let observed = Answers::of(people).observed();
        let plans = SourceFile {
            path: Arc::from("records/plans.yaml"),
            bytes: PLANS.into(),
        };
        let nobody = read(vec![plans.clone()]);
        let changes = decide(&nobody, &observed, layout).changes;
        let drafted = draft::draft(&nobody, &changes);
        assert!(drafted.refused.is_empty(), "{:?}", drafted.refused);
        let files = drafted.files.into_iter().map(|file| SourceFile {
            bytes: match (layout, file.path.ends_with("/users.yaml")) {
                (Layout::OneLine, true) => on_one_line(file.after.as_deref().unwrap_or_default()),
                _ => file.after.unwrap_or_default().into_bytes(),
            },
            path: file.path,
        });
        let sources: Vec<_> = std::iter::once(plans).chain(files).collect();
        let household = read(sources.clone());
        assert_eq!(household.records.users.len(), people);
        Self {
            observed,
            sources,
            household,
            layout,
        }
    }

    /// The text of `users.yaml`, or of each user's file.
    pub(crate) fn user_texts(&self) -> impl Iterator<Item = &str> {
        let sources = self.household.sources.iter();
        let users = sources.filter(|(path, _)| path.contains("/users"));
        users.map(|(_, source)| source.text.as_str())
    }

    /// What changes when Plex says what was recorded.
    pub(crate) fn plan(&self) -> ChangeSet {
        decide(&self.household, &self.observed, self.layout)
    }

    /// What changes when the first `count` people have got another title.
    pub(crate) fn plan_with_new_titles(&self, count: usize) -> ChangeSet {
        let mut observed = self.observed.clone();
        for account in &mut observed.accounts {
            if let AccountOutcome::Read(facts) = &mut account.outcome {
                for person in facts.people.iter_mut().take(count) {
                    person.title = Some(format!("Title of {}", person.id));
                }
            }
        }
        let change_set = decide(&self.household, &observed, self.layout);
        assert_eq!(change_set.changes.len(), count);
        change_set
    }
}

/// What changes when `observed` is new to an empty household.
pub(crate) fn plan_imports(observed: &Observed, layout: Layout) -> ChangeSet {
    decide(&Household::default(), observed, layout)
}

fn decide(household: &Household, observed: &Observed, layout: Layout) -> ChangeSet {
    let places = household.users.iter();
    let filing = Filing {
        servers_file: Arc::from("records/servers.yaml"),
        inbox_file: Arc::from("records/inbox.yaml"),
        users: places
            .map(|(handle, home)| (handle.clone(), home.place.clone()))
            .collect(),
        new_users: match layout {
            Layout::OwnFiles => NewUsers::Folder("records/users".to_owned()),
            Layout::OneFile | Layout::OneLine => NewUsers::File(Arc::from("records/users.yaml")),
        },
    };
    plan::plan(&Input {
        records: &household.records,
        filing: &filing,
        observed,
        readings: &[],
        remembered: &Remembered::default(),
        rules: &Rules {
            today: "2026-11-22".parse().expect("a date"),
            timezone: chrono_tz::UTC,
            class: Class::Standard,
            home_users: None,
            ignore_users: BTreeSet::new(),
            ignore_servers: BTreeSet::new(),
            accounts: vec![AccountName::new(ACCOUNT)],
            guards: GuardSettings::default(),
            accepted: Accepted::default(),
            clock: Clock::default(),
            taken: Taken::default(),
            payments: payments::Rules::new(
                "2026-11-22".parse().expect("a date"),
                chrono_tz::UTC,
                7,
            ),
            notes: None,
        },
    })
}

pub(crate) fn read(sources: Vec<SourceFile>) -> Household {
    records::read("records", sources).unwrap_or_else(|problems| panic!("{problems}"))
}

fn on_one_line(yaml: &str) -> Vec<u8> {
    let users: BTreeMap<String, serde_json::Value> =
        serde_yaml::from_str(yaml).expect("plexmgr writes YAML");
    serde_json::to_vec(&users).expect("keys are texts")
}
