//! One row of a file from PayPal.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::aliases::Meaning;
use super::headers::Columns;
use super::{statuses, type_texts};
use crate::settings::DateOrder;
use crate::sources::csv_files::{
    DecimalSign, FileListing, RowReader, Sheet, WrittenDay, Wrong, Zone, after_today, filled,
    instant, joined, key, time,
};
use crate::sources::{NO_ID, Nature, Payer, RowPlace, Settlement, Transaction, paypal};
use crate::tables::TextRow;
use crate::vocabulary::{Currency, Date, SignedMoney, SourceName, Timestamp};

/// Reads the rows of one file.
pub(super) struct Reader<'f> {
    pub(super) order: DateOrder,
    pub(super) decimal: DecimalSign,
    pub(super) columns: Columns,
    pub(super) header: &'f [String],
    /// For rows whose zone is not known.
    pub(super) zone: Tz,
    pub(super) account: &'f SourceName,
}

impl RowReader for Reader<'_> {
    fn transaction(&self, row: &TextRow, place: RowPlace) -> Result<Option<Transaction>, Wrong> {
        let id = self.cell(row, Meaning::Id);
        if id.is_empty() {
            return Err(self.wrong(
                row,
                Meaning::Id,
                "is empty; a row of a report from PayPal has an id: download the file again",
            ));
        }
        let key = key(self.account, id);
        let key = key.ok_or_else(|| self.wrong(row, Meaning::Id, NO_ID))?;
        let (at, has_time) = self.at(row)?;
        let amount = self.amount(row)?;
        let state = self.state(row)?;
        let (nature, type_text) = self.nature(row, state);
        let (subscription, refers_to) = self.references(row);
        Ok(Some(Transaction {
            key,
            has_own_id: true,
            at,
            has_time,
            amount,
            fee: self.fee(row, amount.currency())?,
            state,
            nature,
            type_text,
            payer: self.payer(row, amount),
            subscription,
            refers_to,
            note: self.note(row),
            place,
        }))
    }

    fn too_late(&self, row: &TextRow, day: Date) -> Wrong {
        let other = match self.order {
            DateOrder::DayFirst => "month-first",
            DateOrder::MonthFirst => "day-first",
        };
        let setting = format!("write `dates = \"{other}\"` for this source into the settings");
        self.wrong(row, Meaning::Date, after_today(day, &setting))
    }
}

impl Reader<'_> {
    fn cell<'r>(&self, row: &'r TextRow, meaning: Meaning) -> &'r str {
        self.columns.cell(row, meaning)
    }

    fn wrong(&self, row: &TextRow, meaning: Meaning, reason: impl Into<String>) -> Wrong {
        let header = self
            .columns
            .column(meaning)
            .and_then(|column| self.header.get(column));
        let header = header.map_or("", String::as_str);
        Wrong::new(header, self.cell(row, meaning), reason)
    }

    /// When it began, and whether the file has a time.
    fn at(&self, row: &TextRow) -> Result<(Timestamp, bool), Wrong> {
        let day = WrittenDay::new(self.cell(row, Meaning::Date));
        let day = day.and_then(|day| day.day(self.order));
        let day = day.ok_or_else(|| self.wrong(row, Meaning::Date, "is not a day"))?;
        let text = self.cell(row, Meaning::Time);
        let (local, zone) = match text {
            "" => (day.and_time(NaiveTime::MIN), Zone::Fixed(0)),
            text => {
                let time = time(text);
                let time = time.ok_or_else(|| self.wrong(row, Meaning::Time, "is not a time"))?;
                (day.and_time(time), self.zone_of(row))
            }
        };
        let at = instant(local, zone);
        let at = at.ok_or_else(|| self.wrong(row, Meaning::Date, "is out of range"))?;
        Ok((at, !text.is_empty()))
    }

    fn zone_of(&self, row: &TextRow) -> Zone {
        Zone::named(self.cell(row, Meaning::Zone)).unwrap_or(Zone::Named(self.zone))
    }

    fn amount(&self, row: &TextRow) -> Result<SignedMoney, Wrong> {
        let currency = self.cell(row, Meaning::Currency);
        let currency: Currency = currency
            .parse()
            .map_err(|_| self.wrong(row, Meaning::Currency, "is not a currency"))?;
        self.money(row, Meaning::Gross, currency)
    }

    fn fee(&self, row: &TextRow, currency: Currency) -> Result<Option<SignedMoney>, Wrong> {
        match self.cell(row, Meaning::Fee) {
            "" | "..." => Ok(None),
            _ => self.money(row, Meaning::Fee, currency).map(Some),
        }
    }

    fn money(
        &self,
        row: &TextRow,
        meaning: Meaning,
        currency: Currency,
    ) -> Result<SignedMoney, Wrong> {
        let number = self.decimal.number(self.cell(row, meaning));
        let number = number.ok_or_else(|| self.wrong(row, meaning, "is not an amount"))?;
        SignedMoney::new(number, currency)
            .map_err(|error| self.wrong(row, meaning, format!("is not an amount: {error}")))
    }

    /// How final it is. A statement lists only what is settled.
    fn state(&self, row: &TextRow) -> Result<Settlement, Wrong> {
        if !self.columns.has(Meaning::Status) {
            return Ok(Settlement::Settled);
        }
        let state = statuses::settlement(self.cell(row, Meaning::Status));
        state.ok_or_else(|| self.wrong(row, Meaning::Status, "is not a known status"))
    }

    /// What it is, and in which words: by the event code where there is one. What moves no balance and is not under way
    /// either is a memo.
    fn nature(&self, row: &TextRow, state: Settlement) -> (Nature, String) {
        let code = self.cell(row, Meaning::EventCode);
        let meaning = match self.columns.has(Meaning::Type) {
            true => Meaning::Type,
            false => Meaning::Description,
        };
        let text = self.cell(row, meaning);
        let (nature, shown) = match code {
            "" => (type_texts::nature(text), text),
            code => (paypal::nature(code), code),
        };
        let is_memo = statuses::is_memo(self.cell(row, Meaning::Effect));
        match is_memo && !matches!(state, Settlement::Pending | Settlement::Denied) {
            true => (Nature::Memo, shown.to_owned()),
            false => (nature, shown.to_owned()),
        }
    }

    /// The recurring payment it belongs to, and the transaction it refers to.
    fn references(&self, row: &TextRow) -> (Option<String>, Option<String>) {
        let subscription = filled(self.cell(row, Meaning::Subscription));
        let reference = self.cell(row, Meaning::Reference);
        match (subscription, filled(reference)) {
            (None, Some(id)) if id.starts_with("I-") || id.starts_with("B-") => (Some(id), None),
            (subscription, Some(id))
                if id.starts_with("I-") || id.starts_with("B-") || id.starts_with("O-") =>
            {
                (subscription, None)
            }
            (subscription, reference) => (subscription, reference),
        }
    }

    /// The other party: the receiver of what went out, if the file has one.
    fn payer(&self, row: &TextRow, amount: SignedMoney) -> Payer {
        let goes = !amount.comes() && !amount.value().is_zero();
        let email = match goes && self.columns.has(Meaning::To) {
            true => self.cell(row, Meaning::To),
            false => self.cell(row, Meaning::From),
        };
        Payer {
            email: filled(email),
            id: None,
            name: filled(self.cell(row, Meaning::Name)),
            bank_account: None,
        }
    }

    fn note(&self, row: &TextRow) -> Option<String> {
        let columns = [
            Meaning::Subject,
            Meaning::Note,
            Meaning::Item,
            Meaning::Invoice,
            Meaning::Custom,
        ];
        joined(columns.into_iter().map(|meaning| self.cell(row, meaning)))
    }

    /// What there is to say about the zones of a file, of the rows that were read.
    pub(super) fn remarks(&self, sheet: &Sheet, listing: &FileListing) -> Vec<String> {
        if !self.columns.has(Meaning::Time) || listing.transactions.is_empty() {
            return Vec::new();
        }
        let (file, zone) = (&sheet.file, self.zone.name());
        if !self.columns.has(Meaning::Zone) {
            return vec![format!(
                "`{file}` names no time zone; its times are read in {zone}"
            )];
        }
        let wrong: BTreeSet<u32> = listing.problems.iter().map(|it| it.row).collect();
        let mut unknown: BTreeMap<&str, u32> = BTreeMap::new();
        let read = sheet.rows.iter().filter(|row| !wrong.contains(&row.line));
        for row in read {
            let name = self.cell(row, Meaning::Zone);
            if Zone::named(name).is_none() {
                unknown.entry(name).or_insert(row.line);
            }
        }
        let remark = |(name, line): (&str, u32)| {
            let name = crate::vocabulary::shown(name);
            format!(
                "`{file}` names the time zone `{name}`, which is not known, first in row {line}; its times are read in \
                 {zone}"
            )
        };
        unknown.into_iter().map(remark).collect()
    }
}
