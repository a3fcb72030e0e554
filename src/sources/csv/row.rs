//! One row of a file, read by the mapping of the settings.

use chrono::format::{Parsed, StrftimeItems, parse};
use chrono::{NaiveTime, Timelike};

use super::columns::{Amounts, Columns};
use crate::settings::{AmountShape, CsvSettings};
use crate::sources::csv_files::{
    DecimalSign, RowReader, Wrong, Zone, after_today, filled, instant, joined, key,
};
use crate::sources::{NO_ID, Nature, Payer, RowPlace, Settlement, Transaction};
use crate::tables::TextRow;
use crate::vocabulary::{Currency, Date, SignedMoney, SourceName, Timestamp, TransactionKey};
use rust_decimal::Decimal;

/// Reads the rows of one file.
pub(super) struct Reader<'f> {
    pub(super) decimal: DecimalSign,
    pub(super) columns: Columns,
    pub(super) header: &'f [String],
    pub(super) settings: &'f CsvSettings,
    pub(super) account: &'f SourceName,
}

impl RowReader for Reader<'_> {
    fn transaction(&self, row: &TextRow, place: RowPlace) -> Result<Option<Transaction>, Wrong> {
        let (at, has_time) = self.at(row)?;
        let amount = SignedMoney::new(self.number(row)?, self.currency(row)?).map_err(|error| {
            let column = self
                .columns
                .amounts
                .columns()
                .first()
                .copied()
                .unwrap_or_default();
            self.wrong(row, column, format!("is not an amount: {error}"))
        })?;
        let (key, has_own_id) = self.key(row)?;
        Ok(Some(Transaction {
            key,
            has_own_id,
            at,
            has_time,
            amount,
            fee: None,
            state: self.state(row)?,
            nature: Nature::Payment,
            type_text: self.first(row, &self.columns.type_text).unwrap_or_default(),
            payer: Payer {
                email: self.first(row, &self.columns.email),
                id: None,
                name: self.first(row, &self.columns.name),
                bank_account: self.first(row, &self.columns.bank_account),
            },
            subscription: None,
            refers_to: None,
            note: joined(self.columns.note.iter().map(|column| cell(row, *column))),
            place,
        }))
    }

    fn too_late(&self, row: &TextRow, day: Date) -> Wrong {
        let setting = "correct the `format` in `date` of this source in the settings";
        self.wrong(row, self.columns.date, after_today(day, setting))
    }
}

fn cell(row: &TextRow, column: usize) -> &str {
    row.cells.get(column).unwrap_or_default().trim()
}

fn is_one_of(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| word.to_lowercase() == text)
}

impl Reader<'_> {
    fn wrong(&self, row: &TextRow, column: usize, reason: impl Into<String>) -> Wrong {
        let header = self.header.get(column).map_or("", String::as_str);
        Wrong::new(header, cell(row, column), reason)
    }

    /// The first of these cells with a value.
    fn first(&self, row: &TextRow, columns: &[usize]) -> Option<String> {
        columns.iter().find_map(|column| filled(cell(row, *column)))
    }

    /// When it began, and whether the file has a time.
    fn at(&self, row: &TextRow) -> Result<(Timestamp, bool), Wrong> {
        let text = cell(row, self.columns.date);
        let formats = self.settings.date.format.iter();
        let read = formats
            .filter_map(|format| self.instant(text, format))
            .next();
        read.ok_or_else(|| {
            let formats: Vec<String> = self
                .settings
                .date
                .format
                .iter()
                .map(|f| format!("`{f}`"))
                .collect();
            let reason = format!("is not a day in the format {}", formats.join(" or "));
            self.wrong(row, self.columns.date, reason)
        })
    }

    fn instant(&self, text: &str, format: &str) -> Option<(Timestamp, bool)> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
        if let Ok(at) = parsed.to_datetime() {
            return Some((Timestamp(at.timestamp()), true));
        }
        let day = parsed.to_naive_date().ok()?;
        let local = match parsed.to_naive_time() {
            Ok(time) => day.and_time(time),
            Err(_) => {
                return Some((
                    instant(day.and_time(NaiveTime::MIN), Zone::Fixed(0))?,
                    false,
                ));
            }
        };
        // A format without a zone; a `Z` that the format spells out is only a letter to it.
        let zone = match text.ends_with('Z') && format.ends_with('Z') && !format.ends_with("%Z") {
            true => Zone::Fixed(0),
            false => Zone::Named(self.settings.timezone),
        };
        Some((instant(local.with_nanosecond(0)?, zone)?, true))
    }

    /// The amount, negative if it went out.
    fn number(&self, row: &TextRow) -> Result<Decimal, Wrong> {
        match (self.columns.amounts, &self.settings.amount.shape) {
            (Amounts::InAndOut(comes, goes), _) => self.in_or_out(row, comes, goes),
            (Amounts::Marked(amount, column), AmountShape::Marked(_, marker)) => {
                let number = self.unsigned(row, amount)?;
                let text = cell(row, column);
                match (
                    is_one_of(text, &marker.comes),
                    is_one_of(text, &marker.goes),
                ) {
                    (true, false) => Ok(number),
                    (false, true) => Ok(-number),
                    _ => Err(self.wrong(
                        row,
                        column,
                        "says neither that it came in nor that it went out",
                    )),
                }
            }
            (Amounts::Signed(column) | Amounts::Marked(column, _), _) => self.signed(row, column),
        }
    }

    fn signed(&self, row: &TextRow, column: usize) -> Result<Decimal, Wrong> {
        let number = self.decimal.number(cell(row, column));
        number.ok_or_else(|| self.wrong(row, column, "is not an amount"))
    }

    fn unsigned(&self, row: &TextRow, column: usize) -> Result<Decimal, Wrong> {
        let number = self.signed(row, column)?;
        match number < Decimal::ZERO {
            true => Err(self.wrong(
                row,
                column,
                "has a sign, and another column says which way it went",
            )),
            false => Ok(number),
        }
    }

    /// Of two columns one is empty or zero; what went out may be written with a minus.
    fn in_or_out(&self, row: &TextRow, comes: usize, goes: usize) -> Result<Decimal, Wrong> {
        let number = |column: usize| match cell(row, column) {
            "" => Ok(Decimal::ZERO),
            _ => self.signed(row, column),
        };
        let is_empty = cell(row, comes).is_empty() && cell(row, goes).is_empty();
        let (came, went) = (number(comes)?, number(goes)?);
        match (came.is_zero(), went.is_zero()) {
            _ if is_empty => {
                Err(self.wrong(row, comes, "is empty, and so is the amount that went out"))
            }
            (false, false) => {
                Err(self.wrong(row, goes, "is filled, and so is the amount that came in"))
            }
            _ if came < Decimal::ZERO => Err(self.wrong(row, comes, "is negative")),
            (_, true) => Ok(came),
            (_, false) => Ok(-went.abs()),
        }
    }

    fn currency(&self, row: &TextRow) -> Result<Currency, Wrong> {
        let column = self.columns.currency;
        let text = column.map_or("", |column| cell(row, column));
        let wrong = |reason: &str| self.wrong(row, column.unwrap_or_default(), reason);
        match (text, self.settings.currency.default) {
            ("", Some(currency)) => Ok(currency),
            ("", None) => Err(wrong("is empty")),
            (text, _) => {
                let currency = text.to_ascii_uppercase().parse();
                currency.map_err(|_| wrong("is not a currency"))
            }
        }
    }

    /// The key, and whether the file gives an id; of rows without one the content makes the id later.
    fn key(&self, row: &TextRow) -> Result<(TransactionKey, bool), Wrong> {
        let column = self.columns.id;
        let text = column.map_or("", |column| cell(row, column));
        let not = self.settings.id.as_ref().map_or(&[][..], |id| &id.not);
        let has_id = !text.is_empty() && !is_one_of(text, not);
        let id = if has_id { text } else { "none" };
        let key = key(self.account, id);
        let key = key.ok_or_else(|| self.wrong(row, column.unwrap_or_default(), NO_ID))?;
        Ok((key, has_id))
    }

    fn state(&self, row: &TextRow) -> Result<Settlement, Wrong> {
        let (Some(status), Some(column)) = (&self.settings.status, self.columns.status) else {
            return Ok(Settlement::Settled);
        };
        let text = cell(row, column);
        match (
            is_one_of(text, &status.settled),
            is_one_of(text, &status.pending),
        ) {
            (true, _) => Ok(Settlement::Settled),
            (false, true) => Ok(Settlement::Pending),
            (false, false) => {
                let reason =
                    "is neither among the `settled` nor the `pending` words of the settings";
                Err(self.wrong(row, column, reason))
            }
        }
    }
}
