//! Which change sets look like an accident, and what somebody may consent to.

mod age;
mod clock;
mod consent;
mod limits;

use plexmgr::change::GuardName;
use plexmgr::plan::{Accepted, ChangeSet, GuardVerdict};

use super::household::{Case, person, record, share};

/// This many people are recorded, and the first `gone` of them are not listed any more.
fn departing(recorded: u64, gone: u64) -> Case {
    (1..=recorded).fold(Case::new(), |case, id| {
        let name = format!("user{id}");
        if id <= gone {
            case.recorded(&name, &record(id, &name))
        } else {
            case.known(id, &name)
        }
    })
}

/// This many people are recorded and listed, and so many more are listed.
fn importing(recorded: u64, new: u64) -> Case {
    (1..=new).fold(departing(recorded, 0), |case, number| {
        let id = 1_000_000 + number;
        let newcomer = person(id, &format!("new{number}"), vec![share("aaa")]);
        case.listed(newcomer)
    })
}

/// This many people are recorded and listed, the first `changed` of them under another title.
fn updating(recorded: u64, changed: u64) -> Case {
    let mut case = departing(recorded, 0);
    let people = case.main().people.iter_mut();
    for person in people.filter(|person| person.id.0 <= changed) {
        person.title = Some("Somebody Else".to_owned());
    }
    case
}

fn accepting(mut case: Case, accepted: &[&str]) -> Case {
    let accepted = accepted.iter().map(|text| text.parse().unwrap());
    case.rules.accepted = Accepted::of(accepted).unwrap();
    case
}

fn verdict(set: &ChangeSet, name: GuardName) -> &GuardVerdict {
    let mut guards = set.guards.iter();
    guards.find(|guard| guard.name == name).unwrap()
}

/// The guards that refuse, by their words.
fn refusing(set: &ChangeSet) -> Vec<&str> {
    let refusing = set.guards.iter().filter(|guard| !guard.passes());
    refusing.map(|guard| guard.name.word()).collect()
}

/// The flags that the plan asks for, as `guard=number`.
fn asked_for(set: &ChangeSet) -> Vec<String> {
    let ask = |guard: &GuardVerdict| Some(format!("{}={}", guard.name.word(), guard.to_accept?));
    set.guards.iter().filter_map(ask).collect()
}
