//! JSON for a reader's eyes: each value that fits on a line is on one.
//!
//! Printed documents have each scalar on a line of its own. A snapshot of that is several hundred lines;
//! the compact form shows the same values, and [`compact`] asserts that the printed form is the usual one.

use serde_json::Value;

const PAGE: usize = 110;

/// The compact form of a printed document.
pub(crate) fn compact(printed: &str) -> String {
    let document: Value = serde_json::from_str(printed).expect("the document is JSON");
    assert_eq!(plexmgr::render::text_of(&document), printed);
    lines(&document, 0)
}

fn lines(value: &Value, indent: usize) -> String {
    let line = value.to_string();
    let inner = indent + 2;
    match value {
        _ if indent + line.chars().count() <= PAGE => line,
        Value::Array(items) => {
            let items = items.iter().map(|item| lines(item, inner));
            block(['[', ']'], items, indent)
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("\"{key}\": {}", lines(value, inner)));
            block(['{', '}'], entries, indent)
        }
        _ => line,
    }
}

fn block([open, close]: [char; 2], items: impl Iterator<Item = String>, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let items: Vec<String> = items.map(|item| format!("{margin}  {item}")).collect();
    format!("{open}\n{}\n{margin}{close}", items.join(",\n"))
}

#[test]
fn what_does_not_fit_on_a_line_is_opened() {
    let long = "x".repeat(100);
    let printed = plexmgr::render::text_of(&serde_json::json!({"a": [1, 2], "b": {"c": long}}));
    let expected = format!("{{\n  \"a\": [1,2],\n  \"b\": {{\"c\":\"{long}\"}}\n}}");
    assert_eq!(compact(&printed), expected);
}
