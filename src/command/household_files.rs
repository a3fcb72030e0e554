//! Which files of a household belong to what.

use super::context::Context;
use super::exclusive::LOCK_FILE;
use crate::history::{FIRST_FILE, FOLDER};
use crate::records::{self, Gathered, PartialLoad};
use crate::settings::{RecordsSettings, Settings, TokenSource};
use crate::store::STORE_FILE;

/// Reads the bytes of the record files, and finds what is unexpected among them.
pub(super) fn gather(context: &Context, settings: &Settings) -> Gathered {
    records::gather(
        context.folder(),
        &settings.records,
        &besides_records(context, settings),
    )
}

/// The same for records of which the beginning was read.
pub(super) fn gather_rest(
    context: &Context,
    settings: &Settings,
    begun: PartialLoad<'_>,
) -> Gathered {
    begun.gather(&besides_records(context, settings))
}

/// The same where the records are by default, because the settings are not valid.
pub(super) fn gather_default(context: &Context) -> Gathered {
    records::gather(context.folder(), &RecordsSettings::default(), &[])
}

/// What may be below the folder of the records because the settings say so: the state, the settings
/// themselves, token files.
fn besides_records(context: &Context, settings: &Settings) -> Vec<String> {
    let state = &settings.state.path;
    let mut paths = vec![state.clone()];
    paths.extend([STORE_FILE, FIRST_FILE, FOLDER, LOCK_FILE].map(|name| format!("{state}/{name}")));
    paths.extend(settings.accounts.iter().filter_map(|account| {
        let TokenSource::File(path) = &account.token else {
            return None;
        };
        let inside = path.strip_prefix("./").unwrap_or(path);
        Some(inside.to_str()?.to_owned())
    }));
    let settings_path = context.settings_path();
    let inside = settings_path.strip_prefix(context.folder()).ok();
    paths.extend(inside.and_then(|path| Some(path.to_str()?.to_owned())));
    paths
}
