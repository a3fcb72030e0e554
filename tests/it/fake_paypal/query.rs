//! Reads what a request asks for, as strictly as PayPal.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fixture;

/// What a listing is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    pub(crate) fields: String,
    pub(crate) page: usize,
    pub(crate) page_size: usize,
    pub(crate) only_balance: bool,
}

impl Query {
    /// What the query of an address says, or the body of the 400 it is answered with.
    pub(crate) fn read(path: &str) -> Result<Self, Value> {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let pairs: Vec<(String, String)> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let date = |name: &str| {
            let text = get(name).filter(|text| (20..=64).contains(&text.len()));
            let strict = text.filter(|text| !text.ends_with("+0000"));
            strict
                .and_then(instant)
                .ok_or_else(|| invalid(name, get(name)))
        };
        let number = |name: &str, default: usize, most: usize| {
            let number = get(name).map_or(Ok(default), str::parse);
            let number = number.map_err(|_| invalid(name, get(name)))?;
            let fits = (1..=most).contains(&number);
            fits.then_some(number)
                .ok_or_else(|| invalid(name, get(name)))
        };
        let (start, end) = (date("start_date")?, date("end_date")?);
        if start > end || (end - start).num_seconds() > 31 * 24 * 3600 {
            let body = fixture!("errors/400-date-range.json");
            return Err(serde_json::from_str(body).expect("a fixture is JSON"));
        }
        Ok(Self {
            start,
            end,
            fields: get("fields").unwrap_or("transaction_info").to_owned(),
            page: number("page", 1, usize::MAX)?,
            page_size: number("page_size", 100, 500)?,
            only_balance: get("balance_affecting_records_only") != Some("N"),
        })
    }

    /// Whether a part of a record is asked for.
    pub(crate) fn wants(&self, part: &str) -> bool {
        let mut fields = self.fields.split(',');
        part == "transaction_info" || fields.any(|field| field == part || field == "all")
    }
}

fn invalid(field: &str, value: Option<&str>) -> Value {
    json!({
        "name": "INVALID_REQUEST",
        "message": "Request is not well-formed, syntactically incorrect, or violates schema.",
        "debug_id": "fake0000000af",
        "details": [{"field": field, "value": value, "location": "query", "issue": "INVALID"}],
        "links": [],
    })
}

/// An instant with seconds, in one of the three ways PayPal writes them.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let colon = text.strip_suffix("+0000").map(|rest| format!("{rest}Z"));
    let text = colon.as_deref().unwrap_or(text);
    let instant = DateTime::parse_from_rfc3339(text).ok()?;
    Some(instant.with_timezone(&Utc))
}

/// A text without percent signs; a plus is a blank, as in every form.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = (*first == b'%').then(|| others.get(..2)).flatten();
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
