//! The properties of the ordinary tests, for the fuzz targets.
//!
//! Nothing is decided here: `tests/it/properties` holds the properties, and this package only makes
//! them reachable, so that a finding can be replayed by `cargo test`.

#[path = "../../tests/it/properties/mod.rs"]
mod properties;
#[path = "../../tests/it/yaml/mod.rs"]
mod yaml;

/// Panics if the property `name` does not hold for `input`.
///
/// # Panics
/// Also when there is no such property.
pub fn check(name: &str, input: &[u8]) {
    let property = properties::PROPERTIES
        .iter()
        .find(|property| property.name == name)
        .expect("each target has a property of its name");
    (property.check)(input);
}
