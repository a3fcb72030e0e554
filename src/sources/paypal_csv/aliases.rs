//! The headers of the columns in files from PayPal, in all languages.

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
pub(super) const COUNT: usize = 22;

/// The headers of each meaning, in lower case: English, German, French, Dutch, Italian, Spanish, Polish, Japanese.
pub(super) const ALIASES: [(Meaning, &[&str]); COUNT] = [
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
