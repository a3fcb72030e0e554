//! Values to be written, independent of where.

/// A YAML value that plexmgr writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number, written in decimal digits.
    Int(u64),
    /// A text from anywhere; quoted whenever a YAML 1.1 or 1.2 reader might take the plain form for
    /// anything else than this very text.
    Text(String),
    /// A text that is known to be safe and wanted without quotes, such as `2026-11-22` or `all`.
    Plain(String),
    /// A list, written as `[a, b]`.
    FlowSequence(Vec<Value>),
    /// A list, one item per line; `[]` when empty.
    Sequence(Vec<Value>),
    /// A mapping, written as `{a: 1}`.
    FlowMapping(Vec<(String, Value)>),
    /// A mapping, one entry per line; `{}` when empty.
    Mapping(Vec<(String, Value)>),
}
