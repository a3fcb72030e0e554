//! What the runner of GitHub Actions makes of a step's output, from its documentation and its source.

use std::collections::BTreeMap;

/// A line the runner obeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obeyed {
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) message: String,
}

/// Every command in an output, of both generations.
pub(super) fn obeyed(output: &str) -> Vec<Obeyed> {
    output.split(['\n', '\r']).filter_map(command).collect()
}

fn command(line: &str) -> Option<Obeyed> {
    newer(line.trim()).or_else(|| older(line))
}

/// `::name key=value,key=value::message`
fn newer(line: &str) -> Option<Obeyed> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties
        .split(',')
        .filter_map(|pair| pair.split_once('='));
    let properties = pairs.map(|(key, value)| (key.trim().to_owned(), decoded(value, true)));
    Some(Obeyed {
        name: name.to_owned(),
        properties: properties.collect(),
        message: decoded(message, false),
    })
}

/// `##[name]message`, anywhere in a line.
fn older(line: &str) -> Option<Obeyed> {
    let (_, command) = line.split_once("##[")?;
    let (name, message) = command.split_once(']')?;
    Some(Obeyed {
        name: name.to_owned(),
        properties: BTreeMap::new(),
        message: message.to_owned(),
    })
}

fn decoded(text: &str, is_property: bool) -> String {
    let text = text.replace("%0D", "\r").replace("%0A", "\n");
    let text = match is_property {
        true => text.replace("%3A", ":").replace("%2C", ","),
        false => text,
    };
    text.replace("%25", "%")
}
