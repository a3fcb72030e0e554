//! What is wrong with the lines of the history, as problems with their places.

use std::sync::Arc;

use super::context::Context;
use super::store_failure::history_hint;
use crate::files;
use crate::problem::{Problem, ProblemCode, Problems};
use crate::settings::Settings;
use crate::store::{self, HISTORY_FILE, HistoryFault, LineFault};
use crate::vocabulary::Place;

/// Everything wrong with the history, line by line.
pub(super) fn history_problems(context: &Context, settings: &Settings) -> Problems {
    let path: Arc<str> = format!("{}/{HISTORY_FILE}", settings.state.path).into();
    let faults = files::refuse_way_out(context.folder(), &path)
        .map_err(|error| error.to_string())
        .and_then(|()| {
            let faults = store::faults_in(&context.inside(&settings.state.path));
            faults.map_err(|error| format!("{:#}", anyhow::Error::new(error)))
        });
    Problems::new(match faults {
        Ok(faults) => faults.iter().map(|fault| problem(&path, fault)).collect(),
        Err(reason) => vec![unreadable(&path, reason)],
    })
}

fn problem(path: &Arc<str>, found: &HistoryFault) -> Problem {
    let HistoryFault {
        line,
        column,
        fault,
    } = found;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Problem {
        place: Place {
            file: Arc::clone(path),
            line: count(*line),
            column: count(*column),
        },
        message: format!("the line {fault}"),
        // The parser may quote a value.
        without_value: Some("the line is not valid".to_owned())
            .filter(|_| matches!(fault, LineFault::Invalid(_))),
        help: Some(history_hint(fault).to_owned()),
        code: match fault {
            LineFault::Conflict => ProblemCode::ConflictMarker,
            LineFault::NotUtf8 => ProblemCode::NotUtf8,
            _ => ProblemCode::BadHistory,
        },
    }
}

fn unreadable(path: &Arc<str>, reason: String) -> Problem {
    Problem {
        place: Place::file(path),
        message: reason,
        without_value: None,
        help: None,
        code: ProblemCode::UnreadableFile,
    }
}
