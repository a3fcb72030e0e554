//! What each row of a spreadsheet says, and which of its values cannot be taken over.

use super::Remark;
use super::columns::{Columns, Key};
use super::dates::{DateFormat, dates};
use crate::change::UserKey;
use crate::everyday::set;
use crate::problem::choices;
use crate::records::schema::{PaymentRecord, Records};
use crate::tables::{Cell, Row};
use crate::vocabulary::{Date, DiscordId, Email, Handle, PlexId, folded, is_hidden, shown};

/// Who a row is about, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) plex_id: Option<PlexId>,
    pub(super) handle: Option<String>,
    pub(super) email: Option<String>,
    pub(super) username: Option<String>,
    pub(super) name: Option<String>,
}

impl Identity {
    /// Whether it has anything that can name one user; a displayed name never does.
    pub(super) fn is_usable(&self) -> bool {
        let texts = [&self.handle, &self.email, &self.username];
        self.plex_id.is_some() || texts.into_iter().any(Option::is_some)
    }

    /// What a message calls the row.
    pub(super) fn shown(&self) -> String {
        let texts = [&self.username, &self.email, &self.handle, &self.name];
        let text = texts.into_iter().flatten().next();
        match (text, self.plex_id) {
            (Some(text), _) => shown(text),
            (None, Some(id)) => id.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// What a row says about its user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) plan: Option<Handle>,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
    pub(super) subscription: Option<String>,
    /// The keys that `set` sets.
    pub(super) fields: Vec<(UserKey, String)>,
}

/// A row below the names of the columns.
#[derive(Debug, Clone)]
pub(super) struct SheetRow {
    pub(super) number: u32,
    pub(super) who: Identity,
    pub(super) values: Values,
    /// The values that cannot be taken over.
    pub(super) refused: Vec<Remark>,
}

impl SheetRow {
    /// That the row says when a period starts, or which subscription pays for it, and not when it ends. A period that
    /// is `recorded` with this start or subscription needs no end here.
    pub(super) fn without_end(
        &self,
        columns: &Columns<'_>,
        recorded: &[PaymentRecord],
    ) -> Option<Remark> {
        let Values {
            start,
            end,
            subscription,
            ..
        } = &self.values;
        let mut periods = recorded.iter().filter_map(|paid| paid.period.as_ref());
        // Of a user who paid, the ids are compared, end or none.
        let is_new = recorded.iter().all(PaymentRecord::is_guess);
        let start = start.filter(|start| !periods.any(|period| *period.start == *start));
        let subscription = subscription.as_ref().filter(|_| is_new);
        let key = match (end, start, subscription) {
            (None, Some(_), _) => Key::Start,
            (None, None, Some(_)) => Key::SubscriptionId,
            _ => return None,
        };
        Some(Remark {
            row: self.number,
            column: Some(columns.name(key).to_owned()),
            message: "not taken over: the row does not say when that period ends".to_owned(),
        })
    }
}

/// The column of each key that `set` sets.
const FIELDS: [(Key, UserKey); 5] = [
    (Key::Class, UserKey::Class),
    (Key::PaypalEmail, UserKey::PaypalEmail),
    (Key::DiscordId, UserKey::DiscordId),
    (Key::DiscordUsername, UserKey::DiscordUsername),
    (Key::Notes, UserKey::Notes),
];

/// What the column of a field is called in the file.
pub(super) fn column_of<'c>(columns: &'c Columns<'_>, field: UserKey) -> &'c str {
    let column = FIELDS.iter().find(|(_, key)| *key == field);
    column.map_or(field.word(), |(key, _)| columns.name(*key))
}

/// Reads all rows.
pub(super) fn read(
    columns: &Columns<'_>,
    records: &Records,
    format: Option<DateFormat<'_>>,
) -> Vec<SheetRow> {
    let column = |key| {
        let cells = columns.rows.iter().map(|row| content(columns, row, key));
        dates(&cells.collect::<Vec<_>>(), format)
    };
    let days = column(Key::Start).into_iter().zip(column(Key::End));
    let rows = columns.rows.iter().zip(days);
    rows.map(|(row, (start, end))| {
        let mut reader = RowReader {
            columns,
            row,
            refused: Vec::new(),
        };
        let who = reader.identity();
        let mut values = reader.values(records);
        values.start = reader.day(Key::Start, start);
        values.end = reader.day(Key::End, end);
        if let (Some(start), Some(end)) = (values.start, values.end)
            && end < start
        {
            reader.refuse(Key::End, format!("{end} lies before the start, {start}"));
        }
        SheetRow {
            number: row.number,
            who,
            values,
            refused: reader.refused,
        }
    })
    .collect()
}

/// A cell, unless all it says is that there is nothing.
fn content<'t>(columns: &Columns<'t>, row: &'t Row, key: Key) -> Option<&'t Cell> {
    columns.cell(row, key).filter(|cell| match cell {
        Cell::Text(text) => {
            let nothing = ["-", "--", "–", "—", "n/a", "none"];
            !nothing.contains(&text.to_lowercase().as_str())
        }
        _ => true,
    })
}

struct RowReader<'r, 't> {
    columns: &'r Columns<'t>,
    row: &'t Row,
    refused: Vec<Remark>,
}

impl RowReader<'_, '_> {
    fn refuse(&mut self, key: Key, message: impl Into<String>) {
        self.refused.push(Remark {
            row: self.row.number,
            column: Some(self.columns.name(key).to_owned()),
            message: message.into(),
        });
    }

    /// The text of a cell; what a spreadsheet could not keep or compute is refused.
    fn text(&mut self, key: Key) -> Option<String> {
        match content(self.columns, self.row, key)? {
            Cell::Text(text) => Some(text.clone()),
            Cell::Date(date) => Some(date.to_string()),
            Cell::Rounded(number) => {
                let message = format!(
                    "the spreadsheet rounded the number to `{}`; format the column as text and enter it again",
                    shown(number)
                );
                self.refuse(key, message);
                None
            }
            Cell::Error(error) => {
                let message = format!("the formula of this cell gives `{}`", shown(error));
                self.refuse(key, message);
                None
            }
        }
    }

    fn identity(&mut self) -> Identity {
        let plex_id = self.text(Key::PlexId).and_then(|text| {
            let id = text.parse::<PlexId>().ok().filter(|id| id.0 > 0);
            if id.is_none() {
                self.refuse(Key::PlexId, format!("`{}` is not a Plex id", shown(&text)));
            }
            id
        });
        Identity {
            plex_id,
            handle: self.text(Key::Handle),
            email: self.text(Key::Email),
            username: self.text(Key::Username),
            name: self.text(Key::Name),
        }
    }

    fn day(&mut self, key: Key, date: Option<Result<Date, String>>) -> Option<Date> {
        match date? {
            Ok(date) => Some(date),
            Err(message) => {
                self.refuse(key, message);
                None
            }
        }
    }

    /// Everything but the dates.
    fn values(&mut self, records: &Records) -> Values {
        let mut values = Values::default();
        if let Some(text) = self.text(Key::Plan) {
            match plan(records, &text) {
                Ok(plan) => values.plan = Some(plan),
                Err(message) => self.refuse(Key::Plan, message),
            }
        }
        values.subscription = self.text(Key::SubscriptionId).filter(|id| {
            let is_id = id.chars().all(|c| c.is_ascii_graphic());
            if !is_id {
                let message = format!("`{}` is not the id of a subscription", shown(id));
                self.refuse(Key::SubscriptionId, message);
            }
            is_id
        });
        for (column, key) in FIELDS {
            let Some(text) = self.text(column) else {
                continue;
            };
            let (key, text) = self.field(key, text);
            match set::checked(key, Some(&text)) {
                Ok(()) => values.fields.push((key, text)),
                Err(error) => {
                    let message = format!("{}; {}", error.message, error.help);
                    self.refuse(column, message);
                }
            }
        }
        values
    }

    /// A column that is called `Discord` may hold ids, and classes are written in any case.
    fn field(&self, key: UserKey, text: String) -> (UserKey, String) {
        match key {
            UserKey::Class => (key, text.to_lowercase()),
            UserKey::Notes => (key, text.replace("\r\n", "\n")),
            UserKey::DiscordUsername
                if text.parse::<DiscordId>().is_ok() && !self.columns.has(Key::DiscordId) =>
            {
                (UserKey::DiscordId, text)
            }
            key => (key, text),
        }
    }
}

/// The plan with that handle or name.
fn plan(records: &Records, text: &str) -> Result<Handle, String> {
    let wanted = folded(text);
    let by_handle = records.plans.keys().find(|plan| plan.key() == wanted);
    if let Some(plan) = by_handle {
        return Ok(plan.clone());
    }
    let mut named = records.plans.iter().filter(|(_, plan)| {
        let name = plan.name.as_ref();
        name.is_some_and(|name| folded(name) == wanted)
    });
    match (named.next(), named.next()) {
        (Some((plan, _)), None) => Ok(plan.clone()),
        (Some(_), Some(_)) => Err(format!("`{}` is the name of several plans", shown(text))),
        (None, _) => {
            let plans = records.plans.keys().map(Handle::as_str);
            let help = choices(text, "plans are", plans.collect::<Vec<_>>());
            Err(format!("there is no plan `{}`; {help}", shown(text)))
        }
    }
}

/// Why a record cannot be made of this, if it cannot.
pub(super) fn unrecordable(who: &Identity) -> Option<(Key, String)> {
    let wrong_email = who
        .email
        .as_ref()
        .filter(|email| email.parse::<Email>().is_err());
    if let Some(email) = wrong_email {
        let message = format!("`{}` is not an e-mail address", shown(email));
        return Some((Key::Email, message));
    }
    let texts = [(Key::Username, &who.username), (Key::Name, &who.name)];
    let mut texts = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, text.as_ref()?)));
    let (key, text) = texts.find(|(_, text)| text.contains(is_hidden))?;
    Some((key, format!("`{}` has control characters", shown(text))))
}
