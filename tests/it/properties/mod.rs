//! What must hold for any bytes at all.
//!
//! Each property is a function of bytes that panics where a promise is broken. The fuzz targets in
//! `fuzz` look for such bytes; `corpus` asks the properties of the inputs that were found earlier.
//! This folder is compiled into both, so it uses nothing of the other tests but `yaml`.

mod history;
mod places;
mod plex;
mod records;
mod sample;
mod saved_plan;
mod settings;

/// A property and the name of its fuzz target and of its folder in `tests/corpus`.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    /// Panics if the property does not hold for the input.
    pub(crate) check: fn(&[u8]),
}

/// All properties.
pub(crate) const PROPERTIES: [Property; 7] = [
    property("plex_xml", plex::xml),
    property("plex_json", plex::json),
    property("settings", settings::read_or_placed),
    property("records", records::read_or_placed),
    property("yaml_edit", crate::yaml::edits_do_what_they_say),
    property("history", history::reads_what_is_written),
    property("saved_plan", saved_plan::believed_as_a_whole),
];

const fn property(name: &'static str, check: fn(&[u8])) -> Property {
    Property { name, check }
}
