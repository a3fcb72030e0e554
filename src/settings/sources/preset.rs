//! Mappings of well-known files, so that an admin need not write them.

use chrono_tz::Tz;

use super::mapping::{
    AmountColumns, AmountShape, CurrencyColumn, DateColumn, IdColumn, PayerColumns,
};

/// What a mapping says where the admin says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Preset {
    pub(super) timezone: Option<Tz>,
    pub(super) date: Option<DateColumn>,
    pub(super) amount: Option<AmountColumns>,
    pub(super) currency: Option<CurrencyColumn>,
    pub(super) id: Option<IdColumn>,
    pub(super) payer: PayerColumns,
    pub(super) note: Vec<String>,
    pub(super) type_text: Vec<String>,
}

/// The words of all presets.
pub(super) const NAMES: [(&str, Maker); 1] = [("kofi", kofi)];

/// Makes a preset.
type Maker = fn() -> Preset;

/// Ko-fi's list of transactions: times in UTC, of two shapes, and two names for the payer's address.
fn kofi() -> Preset {
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    Preset {
        timezone: Some(Tz::UTC),
        date: Some(DateColumn {
            column: names(&["DateTime (UTC)"]),
            format: names(&["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S"]),
        }),
        amount: Some(AmountColumns {
            shape: AmountShape::Signed(names(&["Received"])),
            decimal: Some('.'),
        }),
        currency: Some(CurrencyColumn {
            column: names(&["Currency"]),
            default: None,
        }),
        id: Some(IdColumn {
            column: names(&["TransactionId"]),
            not: Vec::new(),
        }),
        payer: PayerColumns {
            email: names(&["BuyerEmail", "Email"]),
            name: names(&["From"]),
            account: Vec::new(),
        },
        note: names(&["Message"]),
        type_text: names(&["TransactionType"]),
    }
}
