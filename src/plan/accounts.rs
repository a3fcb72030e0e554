//! Decides how far each account's reading is to be believed.

use std::collections::{BTreeMap, BTreeSet};

use super::certainty::Doubted;
use super::guard::Age;
use super::notice::{Notice, NoticeKind};
use super::suspicion::{Deserted, FarFewer, OtherOwner, RecordedPeople, Suspicions, Trust};
use super::unknown::UnknownFact;
use super::{AccountVerdict, Input};
use crate::records::accounts::unconfigured;
use crate::sources::plex::{AccountFacts, AccountOutcome, FactName, FailureReport, ServerName};
use crate::vocabulary::{AccountName, MachineId, PlexId};

/// What the accounts said, as far as it is believed.
pub(super) struct Accounts<'a> {
    /// The believed accounts, in the order of the settings.
    pub(super) trusted: Vec<TrustedAccount<'a>>,
    /// What is reported of every selected account.
    pub(super) verdicts: Vec<AccountVerdict>,
    /// Whether every configured account was read and believed, so that absence can mean something.
    pub(super) everything_known: bool,
    /// Whether one of them was read so long ago that nothing is taken away by it.
    pub(super) any_outdated: bool,
    /// Owners of the configured accounts, those remembered included.
    pub(super) owners: BTreeSet<PlexId>,
    /// Accounts that were not asked now and never before: any person might be their owner.
    pub(super) never_asked: Vec<&'a AccountName>,
    /// What is in doubt, by account and fact.
    pub(super) doubts: Vec<Doubted>,
}

/// One account that is believed.
pub(super) struct TrustedAccount<'a> {
    pub(super) name: &'a AccountName,
    pub(super) facts: &'a AccountFacts,
    /// Whether a person or thing missing from it may be concluded to be gone.
    pub(super) absence_counts: bool,
}

/// Weighs every configured account.
pub(super) fn weigh<'a>(
    input: &Input<'a>,
    trust: Trust,
    age: &Age<'_>,
    notices: &mut Vec<Notice>,
) -> (Accounts<'a>, Suspicions) {
    let mut weighing = Weighing {
        input,
        trust,
        age,
        recorded: RecordedPeople::of(input),
        owners: input.remembered.owners.clone(),
        accounts: Accounts {
            trusted: Vec::new(),
            verdicts: Vec::new(),
            everything_known: true,
            any_outdated: !age.outdated.is_empty(),
            owners: BTreeSet::new(),
            never_asked: Vec::new(),
            doubts: Vec::new(),
        },
        notices,
        suspicions: Suspicions::default(),
    };
    for name in &input.rules.accounts {
        let mut readings = input.observed.accounts.iter();
        match readings.find(|reading| reading.account == *name) {
            None => weighing.not_asked(name),
            Some(reading) => match &reading.outcome {
                AccountOutcome::Unknown(reports) => weighing.unknown(name, None, &owner(reports)),
                AccountOutcome::Read(facts) => weighing.read(name, facts),
            },
        }
    }
    let unconfigured = unconfigured(input.records, &input.rules.accounts).into_iter();
    weighing.notices.extend(unconfigured.map(|found| Notice {
        kind: NoticeKind::AccountNotConfigured,
        subject: found.account.to_string(),
        message: found.to_string(),
        place: Some(found.place),
    }));
    let mut accounts = weighing.accounts;
    accounts.owners = weighing.owners.into_values().collect();
    (accounts, weighing.suspicions)
}

/// The accounts while they are weighed, and what speaks against them.
struct Weighing<'a, 'w> {
    input: &'w Input<'a>,
    trust: Trust,
    age: &'w Age<'w>,
    recorded: RecordedPeople<'a>,
    /// The owner of every account, as remembered, or as reported by an account that is believed.
    owners: BTreeMap<AccountName, PlexId>,
    accounts: Accounts<'a>,
    notices: &'w mut Vec<Notice>,
    suspicions: Suspicions,
}

impl<'a> Weighing<'a, '_> {
    fn not_asked(&mut self, name: &'a AccountName) {
        self.accounts.everything_known = false;
        if !self.input.remembered.owners.contains_key(name) {
            self.accounts.never_asked.push(name);
        }
    }

    fn read(&mut self, name: &'a AccountName, facts: &'a AccountFacts) {
        let is_strict = self.trust == Trust::Strict;
        if let Some(other_owner) = OtherOwner::of(self.input, name, facts) {
            self.suspicions.other_owners.push(other_owner);
            if is_strict {
                return self.distrusted(name, Some(facts));
            }
        }
        let owner = facts.owner.id;
        let mut trusted = self.accounts.trusted.iter();
        if let Some(same) = trusted.find(|other| other.facts.owner.id == owner) {
            return self.unknown(name, Some(facts), &[twice(same.name)]);
        }
        let recorded = self.recorded.on(facts);
        if let Some(far_fewer) = FarFewer::of(name, facts, &recorded) {
            self.suspicions.far_fewer.push(far_fewer);
            if is_strict {
                return self.distrusted(name, Some(facts));
            }
        }
        let deserted = Deserted::of(name, facts, recorded);
        let is_plausible = deserted.is_none() || !is_strict;
        self.suspicions.deserted.extend(deserted);
        self.accounts.everything_known &= is_plausible;
        self.owners.insert(name.clone(), owner);
        let not_found = facts.not_found.iter();
        self.notices
            .extend(not_found.map(|server| not_found_notice(name, server)));
        self.doubt(name, &facts.doubts);
        self.require_servers(name, facts);
        let mut verdict = verdict(name, Some(facts));
        let lacks = |doubt: &Doubted| doubt.fact.account == *name && doubt.fact.required;
        verdict.complete = !self.accounts.doubts.iter().any(lacks);
        verdict.believed = true;
        self.accounts.verdicts.push(verdict);
        self.accounts.trusted.push(TrustedAccount {
            name,
            facts,
            absence_counts: is_plausible && !self.age.outdated.contains(name),
        });
    }

    /// Books an account of which nothing is believed.
    fn distrusted(&mut self, name: &AccountName, facts: Option<&AccountFacts>) {
        self.accounts.everything_known = false;
        self.accounts.verdicts.push(verdict(name, facts));
    }

    /// Without the list of servers a run is incomplete if a recorded server was not read: its shares are unknown.
    fn require_servers(&mut self, name: &AccountName, facts: &AccountFacts) {
        let recorded = self.input.records.servers.values();
        let mut recorded = recorded.filter(|record| record.account.value == *name);
        let is_read =
            |machine: &MachineId| facts.servers.iter().any(|one| one.machine_id == *machine);
        let ignored = &self.input.rules.ignore_servers;
        let is_missing = recorded.any(|record| {
            let machine = &record.machine_id.value;
            !is_read(machine) && !ignored.contains(machine)
        });
        for doubted in &mut self.accounts.doubts {
            let fact = &mut doubted.fact;
            fact.required |= is_missing && fact.account == *name && fact.fact == FactName::Servers;
        }
    }

    /// Books what is in doubt about an account, without what the settings ignore.
    fn doubt(&mut self, name: &AccountName, reports: &[FailureReport]) {
        let rules = self.input.rules;
        for report in reports {
            let server = report.server.as_ref();
            if report
                .person
                .is_some_and(|person| rules.ignore_users.contains(&person))
                || server.is_some_and(|server| rules.ignore_servers.contains(server))
            {
                continue;
            }
            let mut recorded = self.input.records.servers.iter();
            let recorded = recorded.find(|(_, record)| Some(&record.machine_id.value) == server);
            let handle = recorded.map(|(handle, _)| handle.as_str());
            self.accounts.doubts.push(Doubted {
                fact: UnknownFact::of(name, report, handle),
                machine: server.cloned(),
            });
        }
    }

    /// Books an account of which nothing is known, for these reasons.
    fn unknown(
        &mut self,
        name: &AccountName,
        facts: Option<&AccountFacts>,
        reports: &[FailureReport],
    ) {
        self.distrusted(name, facts);
        self.suspicions.unknown.push(name.clone());
        self.doubt(name, reports);
    }
}

/// Why the owner of an account is unknown, and so the account.
fn owner(reports: &[FailureReport]) -> Vec<FailureReport> {
    let is_owner = |report: &&FailureReport| report.fact == FactName::Owner;
    let of_owner: Vec<FailureReport> = reports.iter().filter(is_owner).cloned().collect();
    if !of_owner.is_empty() {
        return of_owner;
    }
    let as_owner = |report: &FailureReport| FailureReport {
        fact: FactName::Owner,
        ..report.clone()
    };
    reports.iter().take(1).map(as_owner).collect()
}

fn not_found_notice(account: &AccountName, server: &ServerName) -> Notice {
    let ServerName { machine_id, name } = server;
    let subject = if name.is_empty() {
        machine_id.as_str()
    } else {
        name
    };
    Notice {
        kind: NoticeKind::ServerNotFound,
        subject: subject.to_owned(),
        message: format!(
            "is listed by account `{account}` as server {machine_id}, which plex.tv does not find, so it is \
             skipped; add it to `ignore_servers` in `[import]` if it is gone for good"
        ),
        place: None,
    }
}

fn twice(other: &AccountName) -> FailureReport {
    FailureReport {
        fact: FactName::Owner,
        endpoint: "/api/v2/user".to_owned(),
        server: None,
        person: None,
        reason: format!("names the same Plex account as account `{other}`"),
        hint: Some("give each account its own token".to_owned()),
        if_it_stays: None,
    }
}

/// What is reported of an account of which nothing is believed.
fn verdict(name: &AccountName, facts: Option<&AccountFacts>) -> AccountVerdict {
    AccountVerdict {
        name: name.clone(),
        id: facts.map(|facts| facts.owner.id),
        complete: false,
        believed: false,
        servers: facts.map_or(0, |facts| facts.servers.len()),
        users: facts.map_or(0, |facts| facts.people.len()),
    }
}
