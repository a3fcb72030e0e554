//! A history that is missing although the records show that there was one.

use super::context::Context;
use crate::history::FOLDER;
use crate::records::schema::Records;
use crate::settings::Settings;
use crate::store::Recalled;
use crate::vocabulary::{PaymentOrigin, counted};

/// What is missing, and the way back.
pub(super) struct LostHistory {
    pub(super) message: String,
    pub(super) hint: String,
}

/// Whether users were imported and no run is remembered. Without the history it is not known who was
/// imported before, so that a user who was removed would be imported with a second default payment.
pub(super) fn lost_history(
    settings: &Settings,
    records: &Records,
    recalled: &Recalled,
) -> Option<LostHistory> {
    if recalled.summary.runs > 0 || recalled.pending.is_some() || !recalled.faults.is_empty() {
        return None;
    }
    let users = records.users.values();
    let imported = users.filter(|user| {
        let mut origins = user
            .payments
            .iter()
            .filter_map(|payment| payment.origin.as_ref());
        origins.any(|origin| origin.value == PaymentOrigin::Import)
    });
    let imported = imported.count();
    let history = format!("{}/{FOLDER}", settings.state.path);
    (imported > 0).then(|| LostHistory {
        message: format!(
            "there is no run in {history}, although {} imported",
            match imported {
                1 => "1 user was".to_owned(),
                _ => format!("{} were", counted(imported, "user")),
            }
        ),
        hint: format!("restore it with `git checkout -- {history}`"),
    })
}

/// Warns of it.
pub(super) fn warn_of_lost_history(
    context: &Context,
    settings: &Settings,
    records: &Records,
    recalled: &Recalled,
) {
    if let Some(LostHistory { message, hint }) = lost_history(settings, records, recalled) {
        context.warn(&format!("{message}\n  hint: {hint}"));
    }
}
