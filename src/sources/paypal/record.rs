//! One record of a listing: the transaction it is, or what is wrong with it.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::answer::instant;
use super::event_codes::nature;
use super::request::LISTING_PATH;
use crate::sources::{NO_ID, Payer, RowPlace, Settlement, Transaction};
use crate::vocabulary::{SignedMoney, SourceName, Timestamp, TransactionKey};

/// The most characters of a wrong value that are shown.
const SHOWN: usize = 40;

/// A record that was read. It takes a tenth of the memory of its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReadRecord {
    /// `None` if it has no id.
    pub(super) identity: Option<Identity>,
    pub(super) read: Result<Transaction, Wrong>,
}

impl ReadRecord {
    /// Reads a record of an account.
    pub(super) fn of(record: &Value, account: &SourceName) -> Self {
        Self {
            identity: Identity::of(record),
            read: transaction(record, account),
        }
    }
}

/// What makes two records the same one, perhaps listed at two stages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Identity {
    id: String,
    at: Result<Timestamp, String>,
    code: Option<String>,
    amount: Option<(String, String)>,
}

impl Identity {
    fn of(record: &Value) -> Option<Self> {
        let info = record.get("transaction_info")?;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let at = text(info.get("transaction_initiation_date")).unwrap_or_default();
        let amount = info.get("transaction_amount");
        let part = |name| text(amount.and_then(|amount| amount.get(name)));
        Some(Self {
            id: text(info.get("transaction_id"))?,
            at: instant(&at).ok_or(at),
            code: text(info.get("transaction_event_code")),
            amount: part("currency_code").zip(part("value")),
        })
    }
}

/// What is wrong with a record, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) field: String,
    pub(super) value: String,
    pub(super) reason: String,
}

impl Wrong {
    pub(super) fn new(field: &str, value: &str, reason: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            value: value.chars().take(SHOWN).collect(),
            reason: reason.into(),
        }
    }

    /// The same, with the id of the record: the listing has no order by which a record could be found.
    pub(super) fn in_record(self, identity: &Identity) -> Self {
        let id: String = identity.id.chars().take(SHOWN).collect();
        let reason = format!("{}, in transaction `{id}`", self.reason);
        Self { reason, ..self }
    }

    pub(super) fn misshapen(field: &str, value: &str) -> Self {
        Self::new(field, value, "has another shape than documented")
    }
}

#[derive(Debug, Deserialize)]
struct Record {
    transaction_info: Info,
    #[serde(default)]
    payer_info: Option<PayerInfo>,
    #[serde(default)]
    cart_info: Option<Cart>,
}

#[derive(Debug, Deserialize)]
struct Info {
    transaction_id: Option<String>,
    paypal_account_id: Option<String>,
    paypal_reference_id: Option<String>,
    paypal_reference_id_type: Option<String>,
    transaction_event_code: Option<String>,
    transaction_initiation_date: Option<String>,
    transaction_amount: Option<Amount>,
    fee_amount: Option<Amount>,
    transaction_status: Option<String>,
    transaction_subject: Option<String>,
    transaction_note: Option<String>,
    invoice_id: Option<String>,
    custom_field: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Amount {
    currency_code: String,
    value: String,
}

#[derive(Debug, Default, Deserialize)]
struct PayerInfo {
    account_id: Option<String>,
    email_address: Option<String>,
    payer_name: Option<Name>,
}

#[derive(Debug, Deserialize)]
struct Name {
    given_name: Option<String>,
    surname: Option<String>,
    alternate_full_name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Cart {
    item_details: Option<Vec<Item>>,
}

#[derive(Debug, Deserialize)]
struct Item {
    item_name: Option<String>,
}

/// The transaction that a record is.
fn transaction(record: &Value, account: &SourceName) -> Result<Transaction, Wrong> {
    let Record {
        transaction_info: mut info,
        payer_info,
        cart_info,
    } = serde_path_to_error::deserialize(record).map_err(|error| misshapen(record, &error))?;
    let (subscription, refers_to) = references(&mut info);
    let amount = info.transaction_amount.take();
    let amount = amount.ok_or_else(|| missing("transaction_amount"))?;
    let note = note(&mut info, cart_info);
    let type_text = filled(info.transaction_event_code.take()).unwrap_or_default();
    Ok(Transaction {
        key: key(&info, account)?,
        has_own_id: true,
        at: begin(&info)?,
        has_time: true,
        amount: money(&amount, "transaction_amount")?,
        fee: info
            .fee_amount
            .as_ref()
            .map(|fee| money(fee, "fee_amount"))
            .transpose()?,
        state: settlement(&info)?,
        nature: nature(&type_text),
        type_text,
        payer: payer(payer_info.unwrap_or_default(), info.paypal_account_id),
        subscription,
        refers_to,
        note,
        place: RowPlace {
            file: LISTING_PATH.to_owned(),
            row: 0,
        },
    })
}

fn misshapen(record: &Value, error: &serde_path_to_error::Error<serde_json::Error>) -> Wrong {
    let path = error.path();
    let value = at_path(record, path).map(Value::to_string);
    let field = path.to_string();
    Wrong::misshapen(field.trim_matches('.'), &value.unwrap_or_default())
}

fn at_path<'v>(record: &'v Value, path: &Path) -> Option<&'v Value> {
    path.iter()
        .try_fold(record, |value, segment| match segment {
            Segment::Map { key } => value.get(key),
            Segment::Seq { index } => value.get(index),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
}

fn wrong(field: &str, value: &str, reason: impl Into<String>) -> Wrong {
    Wrong::new(&format!("transaction_info.{field}"), value, reason)
}

fn missing(field: &str) -> Wrong {
    wrong(field, "", "is missing")
}

fn key(info: &Info, account: &SourceName) -> Result<TransactionKey, Wrong> {
    let id = info.transaction_id.as_deref().unwrap_or_default().trim();
    if id.is_empty() {
        return Err(missing("transaction_id"));
    }
    let key = TransactionKey::new(account.clone(), id);
    key.map_err(|_| wrong("transaction_id", id, NO_ID))
}

fn begin(info: &Info) -> Result<Timestamp, Wrong> {
    let field = "transaction_initiation_date";
    let text = info.transaction_initiation_date.as_deref();
    let text = text.ok_or_else(|| missing(field))?;
    instant(text).ok_or_else(|| wrong(field, text, "is not an instant"))
}

fn settlement(info: &Info) -> Result<Settlement, Wrong> {
    let field = "transaction_status";
    let text = info.transaction_status.as_deref();
    match text.ok_or_else(|| missing(field))? {
        "S" | "F" => Ok(Settlement::Settled),
        "P" => Ok(Settlement::Pending),
        "V" => Ok(Settlement::Reversed),
        "D" => Ok(Settlement::Denied),
        other => Err(wrong(field, other, "is not a known status")),
    }
}

fn money(amount: &Amount, field: &str) -> Result<SignedMoney, Wrong> {
    let Amount {
        currency_code,
        value,
    } = amount;
    let part = |name: &str| format!("{field}.{name}");
    let currency = currency_code
        .parse()
        .map_err(|_| wrong(&part("currency_code"), currency_code, "is not a currency"))?;
    let decimal =
        decimal(value).ok_or_else(|| wrong(&part("value"), value, "is not a decimal number"))?;
    SignedMoney::new(decimal, currency)
        .map_err(|error| wrong(&part("value"), value, format!("is not an amount: {error}")))
}

/// A number as PayPal writes it: digits, and perhaps a sign and decimals.
fn decimal(text: &str) -> Option<Decimal> {
    let number = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_number = is_digits(whole) && is_digits(decimals);
    is_number.then(|| Decimal::from_str_exact(text).ok())?
}

/// The recurring payment that a record belongs to, and the transaction that it refers to. Where PayPal does not say
/// what a reference is, the beginning of the id does.
fn references(info: &mut Info) -> (Option<String>, Option<String>) {
    let Some(id) = filled(info.paypal_reference_id.take()) else {
        return (None, None);
    };
    let is_subscription = id.starts_with("I-") || id.starts_with("B-");
    match info.paypal_reference_id_type.as_deref() {
        Some("SUB" | "PAP") => (Some(id), None),
        Some("TXN") => (None, Some(id)),
        Some("ODR") => (None, None),
        _ if is_subscription => (Some(id), None),
        None | Some("") if !id.starts_with("O-") => (None, Some(id)),
        _ => (None, None),
    }
}

fn payer(info: PayerInfo, account_id: Option<String>) -> Payer {
    let name = info.payer_name.and_then(|name| {
        let parts = [filled(name.given_name), filled(name.surname)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        filled(name.alternate_full_name).or_else(|| filled(Some(parts.join(" "))))
    });
    Payer {
        email: filled(info.email_address),
        id: filled(info.account_id).or_else(|| filled(account_id)),
        name,
        bank_account: None,
    }
}

/// Everything that was written beside the money, each text once.
fn note(info: &mut Info, cart: Option<Cart>) -> Option<String> {
    let items = cart.and_then(|cart| cart.item_details).unwrap_or_default();
    let texts = [
        info.transaction_subject.take(),
        info.transaction_note.take(),
    ]
    .into_iter()
    .chain(items.into_iter().map(|item| item.item_name))
    .chain([info.invoice_id.take(), info.custom_field.take()]);
    let mut notes: Vec<String> = Vec::new();
    for text in texts.filter_map(filled) {
        if !notes.contains(&text) {
            notes.push(text);
        }
    }
    filled(Some(notes.join(" / ")))
}

/// A text without blanks at its ends, if anything is left.
fn filled(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests;
