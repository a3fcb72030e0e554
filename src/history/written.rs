//! What the runs last wrote of the facts from Plex, by subject and key.
//!
//! A record that differs from Plex does not show what changed. Compared with what a run wrote, it does: if Plex still
//! says that, the record was edited by hand. Start at [`Written::of`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::replay::{Summary, undone};
use super::run::Run;
use crate::change::{ChangeKind, Field, FieldValue, RecordedChange, Subject};
use crate::vocabulary::{Digest, Handle, PlexId, RunId};

/// What the runs last wrote, and did not take away again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The digest of the ids of all runs, as in the summary.
    pub all: Option<Digest>,
    /// By subject, then by key.
    facts: BTreeMap<String, BTreeMap<String, WrittenFact>>,
}

/// What a run wrote for a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenFact {
    /// The value; none if Plex gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<FieldValue>,
    /// The time zone of the run, of a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// The keys that hold days.
const DAYS: [&str; 2] = ["invited", "accepted"];

impl Written {
    /// Takes all runs together, given in their order. Those in `taken_back` count for nothing.
    #[must_use]
    pub fn of(runs: &[Run], taken_back: &BTreeSet<RunId>, all: Option<Digest>) -> Self {
        let mut written = Self {
            all,
            ..Self::default()
        };
        let undone = undone(runs.iter());
        // The changes of an undo are those that it takes back.
        let counts = |run: &&Run| run.line.undoes.is_none() && !taken_back.contains(&run.id);
        for run in runs.iter().filter(counts) {
            // An undo may leave files as they are; git takes back all of them.
            let is_undone = |change: &RecordedChange| {
                undone.get(&run.id).is_some_and(|by| {
                    let restored = change
                        .file
                        .as_ref()
                        .is_none_or(|f| by.line.files.contains(f));
                    restored || by.line.undone() != Some(run.id)
                })
            };
            for change in run.changes() {
                if !is_undone(&change) {
                    written.add(&change, run.line.timezone.as_deref());
                }
            }
        }
        written
    }

    /// The same after one more run; `runs` are all with it. All are taken together again if that run takes others
    /// back, or if more came.
    #[must_use]
    pub fn followed_by(mut self, run: &Run, runs: &[Run], all: Option<Digest>) -> Self {
        let others = runs.iter().filter(|other| other.id != run.id);
        let takes_back = run.line.undoes.is_some() || !run.line.taken_back.is_empty();
        if takes_back || self.all != Summary::digest_of(others) {
            return Self::of(runs, &BTreeSet::new(), all);
        }
        for change in run.changes() {
            self.add(&change, run.line.timezone.as_deref());
        }
        self.all = all;
        self
    }

    /// Whether a run wrote something about the subject.
    #[must_use]
    pub fn knows(&self, subject: &Subject) -> bool {
        key(subject).is_some_and(|key| self.facts.contains_key(&key))
    }

    /// What a run wrote for a key of the subject.
    #[must_use]
    pub fn fact(&self, subject: &Subject, name: &str) -> Option<&WrittenFact> {
        self.facts.get(&key(subject)?)?.get(name)
    }

    /// Whether a run wrote this value for a key of any server, or of any library of one.
    #[must_use]
    pub fn any(&self, server: Option<&Handle>, name: &str, value: &str) -> bool {
        let above = server.map_or("server/".to_owned(), |server| format!("library/{server}/"));
        let is_it = |fact: &WrittenFact| matches!(&fact.value, Some(FieldValue::Text(text)) if text == value);
        let mut facts = self.below(&above);
        facts.any(|(_, facts)| facts.get(name).is_some_and(is_it))
    }

    /// Whether a run wrote a share of the user that no run took away.
    #[must_use]
    pub fn any_share(&self, user: PlexId) -> bool {
        self.below(&format!("share/{user}/")).next().is_some()
    }

    /// All facts whose subject begins like this.
    fn below<'w>(
        &'w self,
        above: &'w str,
    ) -> impl Iterator<Item = (&'w String, &'w BTreeMap<String, WrittenFact>)> {
        let facts = self.facts.range(above.to_owned()..);
        facts.take_while(move |(key, _)| key.starts_with(above))
    }

    fn add(&mut self, change: &RecordedChange, timezone: Option<&str>) {
        use ChangeKind as Kind;
        let Some(kind) = change.known_kind() else {
            return;
        };
        let fields = change.fields();
        match kind {
            Kind::RemoveUser => {
                if let Some(id) = change.plex_id {
                    self.facts.remove(&format!("user/{id}"));
                    self.drop_below(&format!("share/{id}/"));
                }
            }
            Kind::RemoveServer => {
                if let Some(server) = &change.server {
                    self.rename_server(server.as_str(), None);
                }
            }
            Kind::RenameServer => {
                if let Some((before, after)) = handles(&fields) {
                    self.rename_server(before, Some(after));
                }
            }
            Kind::RenameLibrary => {
                if let (Some(server), Some((before, after))) = (&change.server, handles(&fields)) {
                    self.rename_library(server, before, after);
                }
            }
            Kind::RemoveShare | Kind::RemoveLibrary => {
                if let Some(key) = recorded_key(change) {
                    self.facts.remove(&key);
                }
            }
            Kind::RelinkUser => self.relink(change, &fields),
            Kind::AddServer
            | Kind::UpdateServer
            | Kind::AddLibrary
            | Kind::UpdateLibrary
            | Kind::AddUser
            | Kind::LinkUser
            | Kind::UpdateUser
            | Kind::ReturnUser
            | Kind::DepartUser
            | Kind::AddShare
            | Kind::UpdateShare => {
                if let Some(key) = recorded_key(change) {
                    self.set(key, kind, fields, timezone);
                }
            }
            _ => {}
        }
    }

    /// Sets the facts of a subject.
    fn set(&mut self, key: String, kind: ChangeKind, fields: Vec<Field>, timezone: Option<&str>) {
        let facts = self.facts.entry(key).or_default();
        let optional: &[&str] = match kind {
            ChangeKind::AddUser => &["username", "email", "title", "departed"],
            ChangeKind::AddShare => &DAYS,
            _ => &[],
        };
        let missing = optional.iter().map(|name| ((*name).to_owned(), None));
        let set = fields.into_iter().map(|field| (field.name, field.after));
        for (name, value) in missing.chain(set) {
            let is_day = DAYS.contains(&name.as_str());
            let timezone = timezone.filter(|_| is_day).map(str::to_owned);
            facts.insert(name, WrittenFact { value, timezone });
        }
    }

    /// The facts of the old account are those of the new one.
    fn relink(&mut self, change: &RecordedChange, fields: &[Field]) {
        let before = fields.iter().find(|field| field.name == "id");
        let before = before.and_then(|field| text(field.before.as_ref()));
        if let (Some(before), Some(after)) = (before, change.plex_id) {
            self.rename_below(&format!("share/{before}/"), &format!("share/{after}/"));
            if let Some(facts) = self.facts.remove(&format!("user/{before}")) {
                self.facts.insert(format!("user/{after}"), facts);
            }
        }
    }

    /// Gives a server another handle, or drops it.
    fn rename_server(&mut self, before: &str, after: Option<&str>) {
        let renamed = |key: &str| {
            let mut parts: Vec<&str> = key.split('/').collect();
            let place = match parts.first().copied() {
                Some("server" | "library") => 1,
                Some("share") => 2,
                _ => return Some(key.to_owned()),
            };
            match parts.get_mut(place).filter(|part| **part == before) {
                Some(part) => *part = after?,
                None => return Some(key.to_owned()),
            }
            Some(parts.join("/"))
        };
        let facts = std::mem::take(&mut self.facts).into_iter();
        self.facts = facts
            .filter_map(|(key, facts)| Some((renamed(&key)?, facts)))
            .collect();
    }

    /// Gives a library another handle, also in the shares that name it.
    fn rename_library(&mut self, server: &Handle, before: &str, after: &str) {
        let of = |library: &str| format!("library/{server}/{library}");
        if let Some(facts) = self.facts.remove(&of(before)) {
            self.facts.insert(of(after), facts);
        }
        let end = format!("/{server}");
        let shares = self.facts.iter_mut();
        for (_, facts) in shares.filter(|(key, _)| key.starts_with("share/") && key.ends_with(&end))
        {
            let libraries = facts
                .get_mut("libraries")
                .and_then(|fact| fact.value.as_mut());
            if let Some(FieldValue::List(libraries)) = libraries {
                for library in libraries.iter_mut().filter(|library| *library == before) {
                    after.clone_into(library);
                }
            }
        }
    }

    fn drop_below(&mut self, above: &str) {
        self.facts.retain(|key, _| !key.starts_with(above));
    }

    fn rename_below(&mut self, before: &str, after: &str) {
        let keys: Vec<String> = self.below(before).map(|(key, _)| key.clone()).collect();
        for key in keys {
            if let Some(facts) = self.facts.remove(&key) {
                self.facts.insert(key.replacen(before, after, 1), facts);
            }
        }
    }
}

/// What names a subject; none for what Plex says nothing about.
fn key(subject: &Subject) -> Option<String> {
    let user = subject.who().map(|who| who.plex_id);
    match subject {
        Subject::User(_) => Some(format!("user/{}", user??)),
        Subject::Share { server, .. } => Some(format!("share/{}/{server}", user??)),
        Subject::Server(server) => Some(format!("server/{server}")),
        Subject::Library { server, library } => Some(format!("library/{server}/{library}")),
        Subject::Plan(_) | Subject::Payment { .. } | Subject::Inbox(_) => None,
    }
}

fn recorded_key(change: &RecordedChange) -> Option<String> {
    key(&change.subject()?)
}

/// The handles of a rename.
fn handles(fields: &[Field]) -> Option<(&str, &str)> {
    let handle = fields.iter().find(|field| field.name == "handle")?;
    text(handle.before.as_ref()).zip(text(handle.after.as_ref()))
}

fn text(value: Option<&FieldValue>) -> Option<&str> {
    match value? {
        FieldValue::Text(text) => Some(text),
        FieldValue::List(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What these changes wrote, each with its kind, subject and fields.
    fn written(changes: &[serde_json::Value]) -> Written {
        let mut written = Written::default();
        for change in changes {
            let change = serde_json::from_value(change.clone()).unwrap();
            written.add(&change, Some("UTC"));
        }
        written
    }

    fn facts(written: &Written) -> Vec<String> {
        let facts = written.facts.iter();
        let facts = facts.flat_map(|(subject, facts)| {
            let fact = move |(name, fact): (&String, &WrittenFact)| {
                let value = serde_json::to_string(&fact.value).unwrap();
                format!("{subject} {name} {value}")
            };
            facts.iter().map(fact)
        });
        facts.collect()
    }

    fn shared() -> [serde_json::Value; 2] {
        [
            json!({"kind": "link_user", "user": "zoe", "plex_id": "7", "fields": {"id": {"before": null, "after": "7"}}}),
            json!({"kind": "update_share", "user": "zoe", "plex_id": "7", "server": "atlas",
                "fields": {"libraries": {"before": "all", "after": ["kids", "movies"]}}}),
        ]
    }

    fn after(change: serde_json::Value) -> Vec<String> {
        let [link, share] = shared();
        facts(&written(&[link, share, change]))
    }

    #[test]
    fn facts_follow_a_user_a_server_and_a_library() {
        let id = r#"user/7 id "7""#;
        let libraries = r#"share/7/atlas libraries ["kids","movies"]"#;
        assert_eq!(facts(&written(&shared())), [libraries, id]);
        let relinked = after(json!({"kind": "relink_user", "user": "zoe", "plex_id": "9",
            "fields": {"id": {"before": "7", "after": "9"}, "former_ids": {"before": [], "after": ["7"]}}}));
        let moved = [
            libraries.replace("share/7", "share/9"),
            id.replace("/7", "/9"),
        ];
        assert_eq!(relinked, moved);
        let handle =
            |before: &str, after: &str| json!({"handle": {"before": before, "after": after}});
        let server =
            json!({"kind": "rename_server", "server": "atlas", "fields": handle("atlas", "loft")});
        assert_eq!(
            after(server),
            [libraries.replace("atlas", "loft"), id.to_owned()]
        );
        let library = json!({"kind": "rename_library", "server": "atlas", "library": "kids", "fields": handle("kids", "family")});
        assert_eq!(
            after(library),
            [libraries.replace("kids", "family"), id.to_owned()]
        );
    }

    #[test]
    fn what_is_removed_was_not_written() {
        let user = json!({"kind": "remove_user", "user": "zoe", "plex_id": "7", "fields": {}});
        assert!(after(user).is_empty());
        let server = json!({"kind": "remove_server", "server": "atlas", "fields": {}});
        assert_eq!(after(server), [r#"user/7 id "7""#]);
        let share = json!({"kind": "remove_share", "user": "zoe", "plex_id": "7", "server": "atlas", "fields": {}});
        assert_eq!(after(share), [r#"user/7 id "7""#]);
        let other = json!({"kind": "kind_of_a_later_version", "user": "zoe", "plex_id": "7"});
        assert_eq!(after(other).len(), 2);
    }
}
