//! The rules that look beyond one value: what must exist, and what may exist once only.
//!
//! The reader asks each rule as soon as it has a value, whether or not the record around it can be
//! read. Files are read in a fixed order, so of two equal ids the same one is always the first.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;

use super::read::Reader;
use super::schema::LibraryChoice;
use crate::problem::{ProblemCode, choices};
use crate::vocabulary::{
    DiscordId, Handle, LibraryId, MASK, MachineId, Place, Placed, PlexId, SourceName,
    TransactionKey, shown,
};

impl Reader {
    /// There must be plans.
    pub(super) fn plans_are_missing(&mut self, path: &Arc<str>) {
        let help = "`plexmgr init` makes one; a plan looks like \
                    `monthly: {duration: 1 month, default: true}`";
        self.wrong(
            ProblemCode::NoPlansFile,
            Place::file(path),
            "the file is missing, so there are no plans",
            help.to_owned(),
        );
    }

    /// Without a file there are no servers, which is how every household begins.
    pub(super) fn servers_are_missing(&mut self) {
        self.declared.servers = Some(Arc::default());
    }

    /// A payment's plan must be declared.
    pub(super) fn check_plan(&mut self, plan: &Placed<Handle>) {
        let Some(plans) = self.declared.plans.as_deref() else {
            return;
        };
        let code = ProblemCode::NoSuchPlan;
        if !plans.contains(&plan.value) && self.problems.keeps(code, &plan.place, "") {
            let words = ("declared plans are", "there are no plans");
            let help = near(&plan.value, words, plans.iter());
            let message = format!("plan `{}` is not declared", plan.value);
            self.wrong_about("", code, plan.place.clone(), || (message, Some(help)));
        }
    }

    /// A share's server, and its libraries there, must be recorded; a library is named once.
    pub(super) fn check_share(
        &mut self,
        server: &Placed<Handle>,
        libraries: Option<&LibraryChoice>,
    ) {
        let chosen = match libraries {
            Some(LibraryChoice::Some(chosen)) => chosen.as_slice(),
            Some(LibraryChoice::All) | None => &[],
        };
        let mut named = BTreeSet::new();
        for library in chosen {
            if !named.insert(&library.value) {
                let message = format!("library `{}` is named twice", library.value);
                let place = library.place.clone();
                self.wrong(ProblemCode::DuplicateLibrary, place, message, None);
            }
        }
        let Some(servers) = self.declared.servers.as_deref() else {
            return;
        };
        let Some(recorded) = servers.get(&server.value) else {
            let code = ProblemCode::NoSuchServer;
            if self.problems.keeps(code, &server.place, "") {
                let words = ("recorded servers are", "there are no servers");
                let help = near(&server.value, words, servers.keys());
                let message = format!("server `{}` is not recorded", server.value);
                self.wrong_about("", code, server.place.clone(), || (message, Some(help)));
            }
            return;
        };
        let Some(recorded) = recorded else {
            return;
        };
        let code = ProblemCode::NoSuchLibrary;
        let unknown: Vec<_> = chosen
            .iter()
            .filter(|library| !recorded.contains(&library.value))
            .filter(|library| self.problems.keeps(code, &library.place, ""))
            .map(|library| {
                let words = ("its libraries are", "it has no libraries");
                (library, near(&library.value, words, recorded.iter()))
            })
            .collect();
        for (library, help) in unknown {
            let message = format!(
                "server `{}` has no library `{}`",
                server.value, library.value
            );
            let place = library.place.clone();
            self.wrong_about("", code, place, || (message, Some(help)));
        }
    }

    /// A handle names one user, in whichever file, and whatever the case.
    pub(super) fn check_user_handle(&mut self, handle: &Handle, place: &Place) {
        let placed = Placed::new(handle.clone(), place.clone());
        if let Some(first) = self.declared.users.get(&handle.key()) {
            let message = format!(
                "handle `{handle}` is already used at {} as `{}`",
                first.place, first.value
            );
            let help = "a handle must be unique in all files; case does not matter".to_owned();
            self.wrong(ProblemCode::DuplicateHandle, placed.place, message, help);
        } else {
            self.declared.users.insert(handle.key(), placed);
        }
    }

    /// A decision or rule is about users who are recorded.
    pub(super) fn check_user(&mut self, user: &Placed<Handle>) {
        let known = self.declared.users.get(&user.value.key());
        if known.is_some_and(|known| known.value == user.value) {
            return;
        }
        let code = ProblemCode::NoSuchUser;
        if self.problems.keeps(code, &user.place, "") {
            let users: BTreeSet<&Handle> = self
                .declared
                .users
                .values()
                .map(|user| &user.value)
                .collect();
            let words = ("recorded users are", "there are no users");
            let help = near(&user.value, words, users.iter().copied());
            let message = format!("user `{}` is not recorded", user.value);
            self.wrong_about("", code, user.place.clone(), || (message, Some(help)));
        }
    }

    /// A transaction is decided once, in whichever file.
    pub(super) fn check_decided_once(&mut self, key: &Placed<TransactionKey>) {
        let (decided, place) = (&mut self.declared.decisions, &key.place);
        if let Some(first) = first_place(decided, key.value.clone(), place) {
            let message = |key: &str| format!("transaction `{key}` is already decided at {first}");
            let masked = Some(message(MASK));
            let code = ProblemCode::DuplicateTransaction;
            self.wrong_about_value("", code, place.clone(), masked, || {
                let help = "keep one of the two decisions".to_owned();
                (message(&shown(&key.value.to_string())), Some(help))
            });
        }
    }

    /// A machine identifier belongs to one server.
    pub(super) fn check_machine_id(&mut self, id: &Placed<MachineId>) {
        let first = first_place(&mut self.declared.machine_ids, id.value.clone(), &id.place);
        let what = (ProblemCode::DuplicateServer, "machine identifier");
        self.check_first(what, &id.value, &id.place, first);
    }

    /// A library id stands once in a server; `ids` are those of the server so far.
    pub(super) fn check_library_id(
        &mut self,
        id: &Placed<LibraryId>,
        ids: &mut HashMap<LibraryId, Place>,
    ) {
        let first = first_place(ids, id.value, &id.place);
        let what = (ProblemCode::DuplicateLibrary, "library id");
        self.check_first(what, &id.value, &id.place, first);
    }

    /// A Plex id belongs to one user.
    pub(super) fn check_plex_id(&mut self, id: &Placed<PlexId>) {
        let first = first_place(&mut self.declared.plex_ids, id.value, &id.place);
        let what = (ProblemCode::DuplicatePlexId, "Plex id");
        self.check_first(what, &id.value, &id.place, first);
    }

    /// A Discord id belongs to one user.
    pub(super) fn check_discord_id(&mut self, id: &Placed<DiscordId>) {
        let first = first_place(&mut self.declared.discord_ids, id.value, &id.place);
        let what = (ProblemCode::DuplicateDiscordId, "Discord id");
        self.check_first(what, &id.value, &id.place, first);
    }

    /// A transaction pays one period, or several that are numbered; without a number it is the
    /// first. An id without a source is known to every source.
    pub(super) fn check_transaction(
        &mut self,
        source: Option<&Placed<SourceName>>,
        id: &Placed<String>,
        sequence: Option<&Placed<u32>>,
    ) {
        let number = sequence.map_or(1, |sequence| sequence.value);
        let key = (id.value.clone(), number);
        let source = source.map(|source| &source.value);
        let first = self.declared.first_payment(&key, source).cloned();
        if first.is_none() {
            let payments = self.declared.transactions.entry(key).or_default();
            payments.push((source.cloned(), id.place.clone()));
        }
        let shown = match sequence {
            Some(_) => format!("{}` with sequence `{number}", shown(&id.value)),
            None => shown(&id.value),
        };
        let what = (ProblemCode::DuplicateTransaction, "transaction");
        self.check_first(what, &shown, &id.place, first);
    }

    /// Only a transaction is masked where anyone may read: it leads to a payment.
    fn check_first(
        &mut self,
        (code, what): (ProblemCode, &str),
        value: &impl Display,
        place: &Place,
        first: Option<Place>,
    ) {
        if let Some(first) = first {
            let message =
                |value: &dyn Display| format!("{what} `{value}` is already used at {first}");
            let masked = (code == ProblemCode::DuplicateTransaction).then(|| message(&MASK));
            self.wrong_about_value("", code, place.clone(), masked, || (message(value), None));
        }
    }
}

/// Where `value` was used before; takes it for `place` if nowhere.
fn first_place<T: Eq + Hash>(
    taken: &mut HashMap<T, Place>,
    value: T,
    place: &Place,
) -> Option<Place> {
    if let Some(first) = taken.get(&value) {
        return Some(first.clone());
    }
    taken.insert(value, place.clone());
    None
}

/// Help for a handle that is not among `handles`, with the words for some and for none of them.
fn near<'h>(
    handle: &Handle,
    (some, none): (&str, &str),
    handles: impl Iterator<Item = &'h Handle> + Clone,
) -> String {
    if handles.clone().next().is_none() {
        return none.to_owned();
    }
    choices(handle.as_str(), some, handles.map(Handle::as_str))
}
