//! The money in the records: a list, a month, and one transaction.

pub mod explained;
pub mod list;
mod list_document;
pub mod month;
mod month_document;
mod words;

pub(crate) use explained::ExplainedDocument;
pub(crate) use list_document::PaymentsDocument;
pub(crate) use month_document::MonthDocument;
