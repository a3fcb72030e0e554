//! Effects outside the household: carried out once, recorded, recovered, taken back and shown.
//!
//! No effect is part of the product yet. The performer here appends a line to a file outside the household; it
//! may refuse, lose its answer, or panic where a kill would end the process: whatever the store holds then is what
//! the next run finds.

mod carried_out;
mod interrupted;
mod planned;
mod shown;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use plexmgr::apply::{
    About, Applied, ApplyError, Means, RecordFolder, Recovered, ToApply, apply, recover,
};
use plexmgr::change::{Act, Change, Effect, EffectKind, Operation, Subject, Who};
use plexmgr::draft::{Draft, DraftedFile};
use plexmgr::effects::{End, Outcome, Performer, Performers, Seen};
use plexmgr::history::{EffectLine, Run};
use plexmgr::plan::ChangeSet;
use plexmgr::records::schema::Records;
use plexmgr::store::{Look, Machine, Writer, recall};
use tempfile::TempDir;

use crate::sandbox::{NOTES, Sandbox};

const ADA: &str = "records/users/ada.yaml";

/// What the performer does instead of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Refuse,
    Fail,
    /// The process ends before anything happened.
    DieBefore,
    /// The process ends after it happened.
    DieAfter,
    /// The service accepts, and does nothing.
    Pretend,
    /// It happens, and the answer is lost.
    LoseAnswer,
}

/// Appends what an effect says to a file; that can be seen, unless the kind is `note_blindly`.
struct Notes {
    file: PathBuf,
    fault: Fault,
    is_visible: bool,
}

impl Notes {
    #[expect(
        clippy::disallowed_methods,
        reason = "the file is outside the household"
    )]
    fn append(&self, effect: &Effect) {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.file)
            .unwrap();
        writeln!(file, "{}", effect.operation.details["line"]).unwrap();
    }
}

impl Performer for Notes {
    fn look(&self, effect: &Effect) -> Seen {
        let lines = lines_of(&self.file);
        match (
            self.is_visible,
            lines.contains(&effect.operation.details["line"]),
        ) {
            (false, _) => Seen::Unknown,
            (true, true) => Seen::Done,
            (true, false) => Seen::NotDone,
        }
    }

    fn act(&self, effect: &Effect) -> Outcome {
        match self.fault {
            Fault::None => self.append(effect),
            Fault::Refuse => return Outcome::refused("Missing Permissions"),
            Fault::Fail => return Outcome::failed("no connection"),
            Fault::DieBefore => panic!("killed before it happened"),
            Fault::DieAfter => {
                self.append(effect);
                panic!("killed after it happened");
            }
            Fault::Pretend => {}
            Fault::LoseAnswer => {
                self.append(effect);
                return Outcome::unknown("the connection broke");
            }
        }
        Outcome::done()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the file is outside the household"
)]
fn lines_of(file: &Path) -> Vec<String> {
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8(text).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// A household, a folder outside, and the place of this machine's note.
struct Stage {
    sandbox: Sandbox,
    outside: TempDir,
    time: Cell<u32>,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::example();
        sandbox.write(ADA, "old\n");
        Self {
            sandbox,
            outside: tempfile::tempdir().unwrap(),
            time: Cell::new(0),
        }
    }

    fn notes(&self) -> Vec<String> {
        lines_of(&self.outside.path().join("notes"))
    }

    fn machine(&self) -> Machine {
        let host = gethostname::gethostname().to_string_lossy().into_owned();
        let home = Path::new(NOTES).join("plexmgr");
        Machine::at(&home, &host, &self.sandbox.at("state"), self.sandbox.path())
    }

    fn store(&self) -> Writer {
        Writer::open(&self.machine(), &self.sandbox.state(), Look::Whole).unwrap()
    }

    fn folder(&self) -> RecordFolder<'_> {
        RecordFolder {
            household: self.sandbox.path(),
            records: "records",
        }
    }

    fn performers(&self, fault: Fault) -> Performers {
        let notes = |is_visible| Notes {
            file: self.outside.path().join("notes"),
            fault,
            is_visible,
        };
        let performers = Performers::default().with("note", notes(true));
        performers.with("note_blindly", notes(false))
    }

    /// Another time for each run, so that no two are the same.
    fn about(&self) -> About {
        self.time.set(self.time.get() + 1);
        About {
            time: format!("2026-11-22T10:00:{:02}Z", self.time.get()),
            ..About::default()
        }
    }

    /// Applies a change of Ada's file, from the text the plan found, and effects.
    fn apply_from(
        &self,
        before: Option<&str>,
        effects: &[Effect],
        fault: Fault,
        stop: &dyn Fn() -> bool,
    ) -> Result<Applied, ApplyError> {
        let files = before.map(|before| DraftedFile {
            path: ADA.into(),
            before: Some(before.to_owned()),
            meanwhile: None,
            after: Some("new\n".to_owned()),
        });
        let draft = Draft {
            is_one_step: false,
            files: files.into_iter().collect(),
            refused: Vec::new(),
            removed_comments: Vec::new(),
        };
        let change_set = change_set(effects);
        let to_apply = ToApply {
            folder: self.folder(),
            records: &Records::default(),
            change_set: &change_set,
            draft: &draft,
            about: &self.about(),
        };
        let performers = self.performers(fault);
        let means = Means {
            performers: &performers,
            stop,
        };
        apply(&to_apply, &mut self.store(), means)
    }

    /// Applies effects alone.
    fn apply(&self, effects: &[Effect], fault: Fault) -> Applied {
        self.apply_from(None, effects, fault, &|| false).unwrap()
    }

    /// Applies with Ada's file until the performer ends the process.
    fn killed(&self, effects: &[Effect], fault: Fault) {
        let run = || self.apply_from(Some("old\n"), effects, fault, &|| false);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err(), "{fault:?}");
        assert!(
            recall(&self.machine(), &self.sandbox.state(), Look::Whole)
                .unwrap()
                .pending
                .is_some()
        );
    }

    fn recover(&self) -> Recovered {
        self.recover_as(&self.machine())
    }

    fn recover_as(&self, machine: &Machine) -> Recovered {
        let performers = self.performers(Fault::None);
        let means = Means {
            performers: &performers,
            stop: &|| false,
        };
        let mut store = Writer::open(machine, &self.sandbox.state(), Look::Whole).unwrap();
        let recovered = recover(self.folder(), &mut store, &|_, _| {}, means);
        recovered.unwrap().expect("a run was interrupted")
    }

    /// The last run of the history.
    fn last(&self) -> Run {
        self.sandbox.history().pop().expect("a run was applied")
    }

    /// The effects of the last run.
    fn recorded(&self) -> Vec<(String, End)> {
        ends(&self.last().details().effects)
    }
}

fn change_set(effects: &[Effect]) -> ChangeSet {
    ChangeSet {
        sources: Vec::new(),
        today: "2026-11-22".parse().unwrap(),
        accounts: Vec::new(),
        unknown: Vec::new(),
        changes: effects.iter().map(change).collect(),
        silenced: 0,
        notices: Vec::new(),
        guards: Vec::new(),
    }
}

fn change(effect: &Effect) -> Change {
    Change {
        subject: Subject::User(Who {
            user: "ada".parse().unwrap(),
            plex_id: Some("301000001".parse().unwrap()),
        }),
        act: Act::Effect(EffectKind::NOTE, effect.clone()),
        reason: "tested".to_owned(),
    }
}

fn ends(lines: &[EffectLine]) -> Vec<(String, End)> {
    let end = |line: &EffectLine| (line.effect.key.clone(), line.outcome.end);
    lines.iter().map(end).collect()
}

fn ended(key: &str, end: End) -> Vec<(String, End)> {
    vec![(key.to_owned(), end)]
}

fn operation(kind: &str, line: &str) -> Operation {
    Operation {
        kind: kind.to_owned(),
        what: format!("{line} for ada"),
        details: BTreeMap::from([("line".to_owned(), line.to_owned())]),
    }
}

/// An effect that can be seen, and taken back by another line.
fn note(key: &str) -> Effect {
    Effect {
        key: key.to_owned(),
        operation: operation("note", key),
        inverse: Some(operation("note", &format!("not {key}"))),
    }
}

/// An effect that can neither be seen nor taken back, as a message.
fn message(key: &str) -> Effect {
    Effect {
        key: key.to_owned(),
        operation: operation("note_blindly", key),
        inverse: None,
    }
}
