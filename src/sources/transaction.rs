//! Movements of money, as every source of them lists them.
//!
//! A source reads its answers or files into a [`Listing`] of [`Transaction`]s; what they pay for is decided
//! elsewhere. Times are instants; days are made of them in the time zone of the household, once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{SignedMoney, SourceName, Timestamp, TransactionKey};

/// Why a text is not the id of a transaction.
pub(super) const NO_ID: &str =
    "cannot be an id: it has more than 256 characters, or characters that cannot be seen";

/// What a source of the settings answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceReading {
    /// Its name in the settings.
    pub source: SourceName,
    /// The account it is of; sources with one account share their transaction ids.
    pub account: SourceName,
    /// What came of it.
    pub outcome: SourceOutcome,
}

/// What came of reading one source. Nothing is concluded from one that is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceOutcome {
    /// All of it was read, apart from single rows.
    Read(Listing),
    /// It could not be read or believed as a whole.
    Unknown(SourceDoubt),
}

/// Why a source is unknown. Never holds a secret or any part of an answer's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceDoubt {
    /// What was read: an endpoint or a file, as in `/v1/reporting/transactions` or `statements/bank-2026.csv`.
    pub read: String,
    /// One clause for people, lower case, as in `status 401 Unauthorized`.
    pub reason: String,
    /// What to do now.
    pub now: String,
    /// What to do if it stays.
    pub if_it_stays: String,
}

impl SourceDoubt {
    /// What was read and what is wrong with it, as in `statements/a.csv: it is an HTML page, not CSV`.
    #[must_use]
    pub fn cause(&self) -> String {
        format!("{}: {}", self.read, self.reason)
    }
}

/// Everything that a source lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// By time, then key, then amount. One transaction that stands in several files of the source is here once.
    pub transactions: Vec<Transaction>,
    /// Rows that could not be read, by file and row.
    pub problems: Vec<RowProblem>,
    /// What else there is to say about the source, as sentences: a zone that is not known, no matching file.
    pub remarks: Vec<String>,
    /// The instant up to which the source has data: what it says itself, or the newest row.
    pub reaches_to: Option<Timestamp>,
    /// How many rows or records were read, those that stand in several files counted once.
    pub rows: usize,
    /// The number that the service gives the account, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowProblem {
    /// The file, relative to the household; for an API the endpoint.
    pub file: String,
    /// The line at which the row begins, counted from 1; 0 for an API, whose order is not promised.
    pub row: u32,
    /// The header of the column, or the name of the field; empty if it is about the whole row.
    pub column: String,
    /// The value as it stands there, possibly shortened.
    pub value: String,
    /// What is wrong, as a clause: `is not a day`.
    pub reason: String,
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// What identifies it. Without an id of its own it is made of the content, and of a number for equal rows.
    pub key: TransactionKey,
    /// Whether the source gave the id.
    pub has_own_id: bool,
    /// When it began.
    pub at: Timestamp,
    /// Whether the source names a time of day; otherwise `at` is midnight of the day in UTC, whatever the zone.
    pub has_time: bool,
    /// What moved, fees included; negative if it went out.
    pub amount: SignedMoney,
    /// The fee; negative if it was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<SignedMoney>,
    /// How final it is.
    pub state: Settlement,
    /// What it is.
    pub nature: Nature,
    /// How the source names its type: an event code such as `T0006`, or a text.
    pub type_text: String,
    /// The other party.
    pub payer: Payer,
    /// The recurring payment it belongs to, as the source numbers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// The id of the transaction that it refunds, reverses or belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refers_to: Option<String>,
    /// What was written beside it: note, subject and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it stands.
    pub place: RowPlace,
}

/// Where a transaction was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowPlace {
    /// The file, relative to the household; for an API the endpoint.
    pub file: String,
    /// The line at which the row begins, counted from 1; 0 for an API, whose order is not promised.
    pub row: u32,
}

/// The other party of a transaction. Empty texts are `None`.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// The e-mail address, as the source spells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The id the source gives the person, which stays when the address changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The bank account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_account: Option<String>,
}

/// How final a transaction is, the least final first: of several rows of one transaction the last one counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// It may still fail.
    Pending,
    /// The money is there.
    Settled,
    /// It was settled and is fully reversed since.
    Reversed,
    /// It failed.
    Denied,
}

/// What a transaction is, whatever its amount and state.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Money for something.
    Payment,
    /// A gift (T0013).
    Donation,
    /// Money given back: names the transaction it gives back, if the source says so.
    Refund,
    /// A chargeback that was opened (T1201).
    Chargeback,
    /// A chargeback that was lost (T1207).
    ChargebackLost,
    /// A chargeback that was won or given up (T1202, T1205, T1208).
    ChargebackOver,
    /// A fee, or a fee given back.
    Fee,
    /// A conversion between currencies.
    Conversion,
    /// Money of the account holder that came in: card deposit, bank funding, reversal of a withdrawal.
    Funding,
    /// Money of the account holder that went out.
    Withdrawal,
    /// A hold or its release; the money is not gone.
    Hold,
    /// A payout or transfer.
    Transfer,
    /// An authorization or memo row, which moves no balance.
    Memo,
    /// Another one has its id, and both move money.
    SameId,
    /// The source does not say what it is, or in words that are not known.
    Unknown,
}

impl Transaction {
    /// Takes over what only another listing says about the payer, the references and the note of the same transaction.
    pub fn fill_in(&mut self, other: &Self) {
        for (own, other) in [
            (&mut self.payer.email, &other.payer.email),
            (&mut self.payer.id, &other.payer.id),
            (&mut self.payer.name, &other.payer.name),
            (&mut self.payer.bank_account, &other.payer.bank_account),
            (&mut self.subscription, &other.subscription),
            (&mut self.refers_to, &other.refers_to),
            (&mut self.note, &other.note),
        ] {
            if own.is_none() {
                own.clone_from(other);
            }
        }
    }

    /// Several that have one id and all move money, in their order: the first one keeps the id, a payment if there is
    /// one. The others get the id with their number behind it, and ask what they are.
    pub(super) fn numbered(mut same: Vec<Self>) -> impl Iterator<Item = Self> {
        let is_payment = |one: &Self| one.nature == Nature::Payment && one.amount.comes();
        same.sort_by_key(|one| !is_payment(one));
        (1..).zip(same).map(|(number, one)| match number {
            1 => one,
            number => Self {
                nature: match one.nature {
                    Nature::Payment | Nature::Donation | Nature::Unknown => Nature::SameId,
                    nature => nature,
                },
                key: TransactionKey {
                    id: format!("{}#{number}", one.key.id),
                    ..one.key
                },
                ..one
            },
        })
    }
}
