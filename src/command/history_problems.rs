//! What is wrong with the lines of the history, as problems with their places.

use std::sync::Arc;

use super::context::Context;
use super::exclusive::state_folder;
use super::store_failure::history_hint;
use crate::history::{HistoryError, HistoryFault, LineFault};
use crate::problem::{Problem, ProblemCode, Problems};
use crate::settings::Settings;
use crate::vocabulary::{Place, escaped};

/// Everything wrong with the files of the history, line by line.
pub(super) fn history_problems(context: &Context, settings: &Settings) -> Problems {
    let folder = &settings.state.path;
    let listed = |faults: Vec<HistoryFault>| faults.iter().map(problem).collect();
    Problems::new(match state_folder(context, settings) {
        Err(failure) => vec![unreadable(folder, &failure.error)],
        Ok(state) => match state.history() {
            Ok(history) => listed(history.faults),
            Err(HistoryError::First(faults)) => listed(faults),
            Err(error) => vec![unreadable(folder, &error.into())],
        },
    })
}

fn problem(found: &HistoryFault) -> Problem {
    let HistoryFault {
        file,
        line,
        column,
        fault,
    } = found;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Problem {
        place: Place {
            file: file.as_str().into(),
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
            LineFault::Unreadable(_) => ProblemCode::UnreadableFile,
            _ => ProblemCode::BadHistory,
        },
    }
}

fn unreadable(folder: &str, error: &anyhow::Error) -> Problem {
    Problem {
        place: Place::file(&Arc::from(folder)),
        message: escaped(&format!("{error:#}")),
        without_value: None,
        help: None,
        code: ProblemCode::UnreadableFile,
    }
}
