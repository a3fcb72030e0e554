//! Which column holds what, by the headers of all languages in one pool: files mix languages.

use crate::sources::SourceDoubt;
use crate::sources::csv_files::{Sheet, refused};
use crate::tables::TextRow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    Date,
    Time,
    Zone,
    Name,
    /// What a row is, in a file that also has a status.
    Type,
    /// What a row is, in a file that lists only what is settled.
    Description,
    Status,
    Currency,
    Gross,
    Fee,
    From,
    To,
    Id,
    Reference,
    Subscription,
    Effect,
    EventCode,
    Subject,
    Note,
    Item,
    Invoice,
    Custom,
}

/// How many meanings there are.
const COUNT: usize = 22;

/// The headers of each meaning, in lower case: English, German, French, Dutch, Italian, Spanish, Polish, Japanese.
const ALIASES: [(Meaning, &[&str]); COUNT] = [
    (Meaning::Date, &["date", "datum", "data", "fecha", "日付"]),
    (
        Meaning::Time,
        &[
            "time", "uhrzeit", "zeit", "heure", "tijd", "orario", "ora", "hora", "godzina", "時間",
        ],
    ),
    (
        Meaning::Zone,
        &[
            "timezone",
            "time zone",
            "zeitzone",
            "fuseau horaire",
            "tijdzone",
            "fuso orario",
            "zona horaria",
            "huso horario",
            "strefa czasowa",
            "タイムゾーン",
        ],
    ),
    (
        Meaning::Name,
        &[
            "name", "nom", "naam", "nome", "nombre", "nazwa", "nazwisko", "名前",
        ],
    ),
    (Meaning::Type, &["type", "typ", "art", "tipo", "タイプ"]),
    (
        Meaning::Description,
        &[
            "description",
            "beschreibung",
            "omschrijving",
            "beschrijving",
            "descrizione",
            "descripción",
            "opis",
            "説明",
        ],
    ),
    (
        Meaning::Status,
        &["status", "état", "stato", "estado", "ステータス"],
    ),
    (
        Meaning::Currency,
        &[
            "currency", "währung", "devise", "valuta", "divisa", "moneda", "waluta", "通貨",
        ],
    ),
    (
        Meaning::Gross,
        &[
            "gross",
            "brutto",
            "avant commission",
            "brut",
            "bruto",
            "lordo",
            "合計",
        ],
    ),
    (
        Meaning::Fee,
        &[
            "fee",
            "fees",
            "gebühr",
            "entgelt",
            "commission",
            "frais",
            "kosten",
            "tariffa",
            "comisión",
            "tarifa",
            "opłata",
            "手数料",
        ],
    ),
    (
        Meaning::From,
        &[
            "from email address",
            "absender e-mail-adresse",
            "de l'adresse email",
            "de l'adresse e-mail",
            "adresse email de l'expéditeur",
            "van e-mailadres",
            "indirizzo email mittente",
            "correo electrónico del remitente",
            "dirección de correo electrónico del remitente",
            "remitente",
            "z adresu e-mail",
            "送信者メールアドレス",
        ],
    ),
    (
        Meaning::To,
        &[
            "to email address",
            "empfänger e-mail-adresse",
            "à l'adresse email",
            "à l'adresse e-mail",
            "naar e-mailadres",
            "indirizzo email destinatario",
            "correo electrónico del destinatario",
            "dirección de correo electrónico del destinatario",
            "destinatario",
            "na adres e-mail",
            "受信者メールアドレス",
        ],
    ),
    (
        Meaning::Id,
        &[
            "transaction id",
            "transaktionscode",
            "numéro de transaction",
            "transactiereferentie",
            "codice transazione",
            "id. de transacción",
            "id de transacción",
            "numer transakcji",
            "取引id",
        ],
    ),
    (
        Meaning::Reference,
        &[
            "reference txn id",
            "zugehöriger transaktionscode",
            "numéro de la transaction de référence",
            "referentie transactiereferentie",
            "codice transazione di riferimento",
            "id. de transacción de referencia",
            "id de transacción de referencia",
            "pomocniczy numer transakcji",
            "リファレンス トランザクションid",
        ],
    ),
    (
        Meaning::Subscription,
        &[
            "subscription number",
            "abonnementnummer",
            "numéro d'abonnement",
        ],
    ),
    (
        Meaning::Effect,
        &[
            "balance impact",
            "auswirkung auf guthaben",
            "impact sur le solde",
            "effect op saldo",
            "impatto sul saldo",
            "impacto en el saldo",
            "wpływ na saldo",
        ],
    ),
    (
        Meaning::EventCode,
        &[
            "transaction event code",
            "transaktionsereigniscode",
            "code de transaction",
            "codice evento transazione",
        ],
    ),
    (
        Meaning::Subject,
        &[
            "subject",
            "betreff",
            "objet",
            "onderwerp",
            "oggetto",
            "asunto",
            "temat",
            "件名",
        ],
    ),
    (
        Meaning::Note,
        &[
            "note",
            "hinweis",
            "remarque",
            "messaggio",
            "nota",
            "uwaga",
            "備考",
        ],
    ),
    (
        Meaning::Item,
        &[
            "item title",
            "artikelbezeichnung",
            "titre de l'objet",
            "artikelnaam",
            "titolo oggetto",
            "título del artículo",
            "nazwa przedmiotu",
        ],
    ),
    (
        Meaning::Invoice,
        &[
            "invoice number",
            "invoice id",
            "rechnungsnummer",
            "numéro de facture",
            "factuurnummer",
            "n° ordine commerciante",
            "n. fattura pro-forma",
            "número de factura",
            "numer faktury",
            "請求書番号",
        ],
    ),
    (
        Meaning::Custom,
        &[
            "custom number",
            "zollnummer",
            "numéro de client",
            "numero personalizzato",
            "カスタム番号",
        ],
    ),
];

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns([Option<usize>; COUNT]);

impl Columns {
    /// Finds the columns, all that a transaction needs and none twice.
    pub(super) fn of(sheet: &Sheet) -> Result<Self, SourceDoubt> {
        let mut found = [None; COUNT];
        for (column, header) in sheet.header.iter().enumerate() {
            let folded = folded(header);
            let meaning = ALIASES
                .iter()
                .find(|(_, names)| names.contains(&folded.as_str()));
            let Some((meaning, _)) = meaning else {
                continue;
            };
            match found[*meaning as usize] {
                Some(first) => return Err(twice(sheet, first, column)),
                None => found[*meaning as usize] = Some(column),
            }
        }
        let columns = Self(found);
        columns.complete(sheet).map(|()| columns)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.column(meaning).is_some()
    }

    /// The place of a column.
    pub(super) fn column(&self, meaning: Meaning) -> Option<usize> {
        self.0[meaning as usize]
    }

    /// The cell of a row, without blanks at its ends; empty without such a column.
    pub(super) fn cell<'r>(&self, row: &'r TextRow, meaning: Meaning) -> &'r str {
        let cell = self
            .column(meaning)
            .and_then(|column| row.cells.get(column));
        cell.unwrap_or_default().trim()
    }

    /// Refuses a file without a column that a transaction needs.
    fn complete(&self, sheet: &Sheet) -> Result<(), SourceDoubt> {
        let needed = [
            Meaning::Date,
            Meaning::Currency,
            Meaning::Gross,
            Meaning::Id,
        ];
        let absent = needed.into_iter().filter(|meaning| !self.has(*meaning));
        let mut absent: Vec<Meaning> = absent.collect();
        let is_statement = self.has(Meaning::Description) && !self.has(Meaning::Type);
        if !is_statement && !self.has(Meaning::Type) && !self.has(Meaning::EventCode) {
            absent.push(Meaning::Type);
        }
        if !is_statement && !self.has(Meaning::Status) {
            absent.push(Meaning::Status);
        }
        if absent.is_empty() {
            return Ok(());
        }
        let named = absent
            .iter()
            .map(|meaning| format!("`{}`", english(*meaning)));
        let named: Vec<String> = named.collect();
        let now = format!(
            "add {} to the columns in PayPal's settings of the report and download it again; looked for {}",
            named.join(" and "),
            absent
                .iter()
                .map(|meaning| aliases(*meaning))
                .collect::<Vec<_>>()
                .join(", and "),
        );
        let reason = match named.len() {
            1 => format!("it has no column {}", named.join("")),
            _ => format!("it has no columns {}", named.join(" and ")),
        };
        Err(refused(&sheet.file, reason, now))
    }
}

fn twice(sheet: &Sheet, first: usize, second: usize) -> SourceDoubt {
    let reason = format!(
        "the columns `{}` (column {}) and `{}` (column {}) mean the same",
        sheet.header[first],
        first + 1,
        sheet.header[second],
        second + 1
    );
    let now = "delete one of the columns, or download the file again";
    refused(&sheet.file, reason, now)
}

/// How PayPal calls the column in English.
fn english(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Date => "Date",
        Meaning::Currency => "Currency",
        Meaning::Gross => "Gross",
        Meaning::Id => "Transaction ID",
        Meaning::Type => "Type",
        Meaning::Status => "Status",
        // Only what a transaction needs is ever named.
        other => aliases_of(other).first().copied().unwrap_or_default(),
    }
}

fn aliases_of(meaning: Meaning) -> &'static [&'static str] {
    let found = ALIASES.iter().find(|(known, _)| *known == meaning);
    found.map_or(&[], |(_, names)| names)
}

/// The headers that are looked for, as in `date`, `datum` or `data`.
fn aliases(meaning: Meaning) -> String {
    let names = aliases_of(meaning).iter().map(|name| format!("`{name}`"));
    names.collect::<Vec<_>>().join(" or ")
}

/// A text of a file as the tables hold it: in lower case, with plain blanks and apostrophes.
pub(super) fn folded(text: &str) -> String {
    let plain = text.trim().chars().map(|character| match character {
        '’' | '‘' | 'ʼ' => '\'',
        character if character.is_whitespace() => ' ',
        character => character,
    });
    plain.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sheet(header: &[&str]) -> Sheet {
        Sheet {
            file: "statements/a.csv".into(),
            header: header.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
            delimiter: b',',
        }
    }

    #[test]
    fn each_header_means_one_thing() {
        let all: Vec<&str> = ALIASES
            .iter()
            .flat_map(|(_, names)| names.iter().copied())
            .collect();
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(all.iter().all(|name| folded(name) == **name));
        let order = ALIASES.iter().enumerate();
        assert!(
            order
                .into_iter()
                .all(|(at, (meaning, _))| *meaning as usize == at)
        );
    }

    #[test]
    fn headers_of_languages_are_mixed_and_have_blanks() {
        let columns = Columns::of(&sheet(&[
            "日付",
            "STATUS",
            "Typ ",
            "Lordo",
            "À l’adresse email",
            "取引ID",
            "Currency",
            "Balance",
        ]));
        let columns = columns.expect("complete");
        assert_eq!(columns.column(Meaning::Gross), Some(3));
        assert_eq!(columns.column(Meaning::To), Some(4));
        assert!(!columns.has(Meaning::From));
    }

    #[test]
    fn what_is_missing_or_there_twice_is_named() {
        let doubt = |header: &[&str]| Columns::of(&sheet(header)).expect_err("refused");
        let missing = doubt(&["Date", "Type", "Status", "Currency", "Gross"]);
        assert_eq!(missing.reason, "it has no column `Transaction ID`");
        assert!(
            missing.now.contains("`codice transazione`"),
            "{}",
            missing.now
        );
        let several = doubt(&["Date", "Type", "Transaction ID", "Currency"]);
        assert_eq!(several.reason, "it has no columns `Gross` and `Status`");
        let twice = doubt(&["Date", "Gross", "Brutto"]);
        assert_eq!(
            twice.reason,
            "the columns `Gross` (column 2) and `Brutto` (column 3) mean the same"
        );
    }

    #[test]
    fn a_statement_needs_no_status() {
        let statement = ["Data", "Opis", "Waluta", "Brutto", "Numer transakcji"];
        assert!(Columns::of(&sheet(&statement)).is_ok());
    }
}
