//! What the small types look like in a JSON Schema: pattern, description and examples, each in one place.
//!
//! A schema accepts whatever the type's `FromStr` accepts, and refuses the rest as far as a pattern can:
//! where it cannot, it is the more generous one. Patterns are plain enough for every engine (JavaScript,
//! Python, RE2): nothing looks ahead, and characters beyond ASCII stand for themselves. `errorMessage` is
//! what editors show in place of the pattern.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{
    AccountName, Currency, Date, DiscordId, Email, Handle, LibraryId, LocalTime, MachineId, Moment,
    Money, PlanDuration, PlexId, SignedMoney, SourceName, TextPattern, Timestamp, TransactionKey,
};

/// White space at the ends of a text, as `str::trim` knows it, for use inside of `[…]`.
const SPACES: &str =
    "\t-\r \u{85}\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// Characters that do not show themselves, those of the basic plane, for use inside of `[…]`.
const HIDDEN: &str = "\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{600}-\u{605}\u{61c}\u{6dd}\u{70f}\
    \u{890}\u{891}\u{8e2}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\
    \u{2028}-\u{202e}\u{2060}-\u{206f}\u{3164}\u{fdd0}-\u{fdef}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}\
    \u{fffe}\u{ffff}";

/// Gives a type its schema under its own name.
macro_rules! described {
    ($name:ident, $schema:expr) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

described!(
    Handle,
    json_schema!({
        "type": "string",
        "description": "The name of a record: 1 to 64 letters, digits, `-`, `_` and `.`. It begins \
                        with a letter or digit and does not end with a dot. A few names that some \
                        systems reserve for devices, such as `con` and `nul`, are not allowed. Two handles must \
                        differ in more than case.",
        "pattern": "^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$",
        "not": {
            "pattern": "^([Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|[Cc][Oo][Mm][0-9]|\
                        [Ll][Pp][Tt][0-9])([.]|$)",
        },
        "errorMessage": "a handle has 1 to 64 letters, digits, `-`, `_` and `.`, begins with a letter or \
                         digit, and is not a name that some systems reserve for a device",
        "examples": ["marlow", "atlas", "tv-shows"],
    })
);

described!(
    Date,
    json_schema!({
        "type": "string",
        "description": "A calendar day, written `YYYY-MM-DD`.",
        "pattern": date_pattern(),
        "errorMessage": "a date is a day that exists, written `YYYY-MM-DD`, as in `2026-11-22`",
        "examples": ["2026-11-22"],
    })
);

described!(
    PlanDuration,
    json_schema!({
        "type": "string",
        "description": "How long a period lasts: a number from 1 to 9999 and `day(s)`, `week(s)`, \
                        `month(s)` or `year(s)`. Months are calendar months, counted from the first day \
                        of the first period, so a period that starts on 31 January ends on 28 February \
                        and the next one on 31 March.",
        "pattern": "^0*[1-9][0-9]{0,3} (day|week|month|year)s?$",
        "errorMessage": "a duration is a number from 1 to 9999 and `day(s)`, `week(s)`, `month(s)` or \
                         `year(s)`, as in `1 month`",
        "examples": ["1 month", "2 weeks", "30 days", "1 year"],
    })
);

described!(
    Money,
    json_schema!({
        "type": "string",
        "description": "An amount and its currency in three capital letters (ISO 4217), with two \
                        or three decimals or none.",
        "pattern": "^[0-9]+([.][0-9]{2,3})? [A-Z]{3}$",
        "errorMessage": "an amount is written like `5.00 EUR`",
        "examples": ["5.00 EUR", "500 JPY"],
    })
);

described!(
    SignedMoney,
    json_schema!({
        "type": "string",
        "description": "An amount that came, or with `-` in front one that went out, and its currency in three \
                        capital letters (ISO 4217).",
        "pattern": "^-?[0-9]+([.][0-9]{2,3})? [A-Z]{3}$",
        "errorMessage": "an amount is written like `5.00 EUR` or `-5.00 EUR`",
        "examples": ["5.00 EUR", "-5.00 EUR"],
    })
);

described!(
    Currency,
    json_schema!({
        "type": "string",
        "description": "A currency by its three capital letters (ISO 4217).",
        "pattern": "^[A-Z]{3}$",
        "errorMessage": "a currency is written as three capital letters, as in `EUR`",
        "examples": ["EUR"],
    })
);

described!(
    LocalTime,
    json_schema!({
        "type": "string",
        "description": "An instant as a clock shows it, with its distance from UTC (RFC 3339).",
        "pattern": local_time_pattern(),
        "errorMessage": "an instant is written like `2026-11-22T10:00:00+01:00`",
        "examples": ["2026-11-22T10:00:00+01:00"],
    })
);

described!(
    TextPattern,
    json_schema!({
        "type": "string",
        "description": "A text, whatever the case, or a regular expression between two slashes.",
        "pattern": format!("[^{SPACES}]"),
        "errorMessage": "a pattern is a text, or a regular expression between two slashes",
        "examples": ["rent@example.org", "/^rent/"],
    })
);

described!(
    Email,
    json_schema!({
        "type": "string",
        "description": "One e-mail address, without a name around it.",
        "allOf": [
            {"pattern": "^[^@]{1,64}@[^@]{1,254}$"},
            {"pattern": email_pattern()},
        ],
        "errorMessage": "an e-mail address looks like `name@example.com`",
        "examples": ["name@example.com"],
    })
);

described!(
    DiscordId,
    json_schema!({
        "type": "string",
        "description": "The id of a Discord user, 17 to 20 digits, always in quotes because many \
                        programs cannot represent a number that long. In Discord: switch on the developer \
                        mode, then Copy User ID.",
        "pattern": format!("^([1-9][0-9]{{16,18}}|{})$", as_long_as(u64::MAX)),
        "errorMessage": "a Discord id is 17 to 20 digits in quotes, as in \"80351110224678912\"",
        "examples": ["80351110224678912"],
    })
);

described!(
    MachineId,
    json_schema!({
        "type": "string",
        "description": "The identity of a server at Plex, independent of its name: its machine identifier, 1 to 128 \
                        letters, digits, `-` and `_`, usually 40 hex digits.",
        "pattern": "^[A-Za-z0-9_-]{1,128}$",
        "errorMessage": "a machine identifier is 1 to 128 letters, digits, `-` or `_`, usually 40 hex \
                         digits",
        "examples": ["ece8f46bf734ca267a2b6e0f7c3b471a5c964428"],
    })
);

described!(
    AccountName,
    json_schema!({
        "type": "string",
        "description": "The name of a Plex account in the settings: 1 to 64 visible characters without \
                        space at either end.",
        "pattern": format!("^[^{HIDDEN}{SPACES}]([^{HIDDEN}]{{0,62}}[^{HIDDEN}{SPACES}])?$"),
        "errorMessage": "an account's name has 1 to 64 visible characters and no space at either end",
        "examples": ["main"],
    })
);

described!(
    SourceName,
    json_schema!({
        "type": "string",
        "description": "The name of a source of transactions, or of the account at it, in the settings: 1 to 64 \
                        lower-case letters, digits, `-` and `_`, the first one a letter or digit.",
        "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$",
        "errorMessage": "a source's name is 1 to 64 lower-case letters, digits, `-` and `_`, the first one a letter or digit",
        "examples": ["paypal"],
    })
);

described!(
    TransactionKey,
    json_schema!({
        "type": "string",
        "description": "A transaction: the account at its source, `/`, and the id it has there.",
        "pattern": format!(
            "^[a-z0-9][a-z0-9_-]{{0,63}}/[^{HIDDEN}{SPACES}]([^{HIDDEN}]*[^{HIDDEN}{SPACES}])?$"
        ),
        "errorMessage": "a transaction is written as its account, `/` and its id, as in `paypal/5TY05013RG002845M`",
        "examples": ["paypal/5TY05013RG002845M"],
    })
);

described!(
    PlexId,
    json_schema!({
        "type": "string",
        "description": "The numeric account id of a person at plex.tv, as text.",
        "pattern": "^[0-9]{1,20}$",
        "examples": ["301000001"],
    })
);

described!(
    LibraryId,
    json_schema!({
        "type": "string",
        "description": "The id of a library, unique across plex.tv, as text.",
        "pattern": "^[0-9]{1,20}$",
        "examples": ["201"],
    })
);

/// An id of Plex as the records hold it: a whole number from 1 that is not quoted.
pub struct WholeNumber;

described!(
    WholeNumber,
    json_schema!({
        "type": "integer",
        "minimum": 1,
        "maximum": u64::MAX,
        "errorMessage": "a Plex id is a whole number from 1, without quotes",
    })
);

/// An id of Plex as the settings hold it: a whole number, quoted or not.
pub struct AnyDigits;

described!(
    AnyDigits,
    json_schema!({
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": u64::MAX},
            {
                "type": "string",
                "pattern": format!("^0*([0-9]{{1,19}}|{})$", as_long_as(u64::MAX)),
            },
        ],
        "errorMessage": "a Plex id is a whole number, as in `301000001`",
        "examples": [301_000_001],
    })
);

/// A text that holds something.
pub struct NotBlank;

described!(
    NotBlank,
    json_schema!({
        "type": "string",
        "pattern": format!("[^{SPACES}]"),
        "errorMessage": "this is empty; remove the key instead",
    })
);

described!(
    Moment,
    json_schema!({
        "type": "string",
        "description": "An instant in UTC, to the second (RFC 3339).",
        "examples": ["2026-11-22T09:30:00Z"],
    })
);

described!(
    Timestamp,
    json_schema!({
        "type": "integer",
        "description": "An instant in whole seconds since 1970-01-01T00:00:00Z.",
        "minimum": i64::MIN,
        "maximum": i64::MAX,
        "examples": [1_795_305_600],
    })
);

/// A mapping from handles to `T`.
pub struct ByHandle<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for ByHandle<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}ByHandle", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "propertyNames": generator.subschema_for::<Handle>(),
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}

/// A mapping from transactions to `T`.
pub struct ByTransaction<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for ByTransaction<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}ByTransaction", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["object", "null"],
            "propertyNames": generator.subschema_for::<TransactionKey>(),
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}

/// The days of the years 1970 to 9999, as long as each month is.
fn date_pattern() -> String {
    const YEAR: &str = "(19[7-9][0-9]|[2-9][0-9]{3})";
    const LEAP_YEAR: &str = "(19(7[26]|8[048]|9[26])|[2-9][0-9](0[48]|[2468][048]|[13579][26])|\
                             ([2468][048]|[3579][26])00)";
    format!(
        "^({YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|\
         02-(0[1-9]|1[0-9]|2[0-8]))|{LEAP_YEAR}-02-29)$"
    )
}

/// A day, the time of day, and the distance from UTC.
fn local_time_pattern() -> String {
    const TIME: &str = "([01][0-9]|2[0-3]):[0-5][0-9]";
    let date = date_pattern();
    let day = date.trim_end_matches('$');
    format!("{day}T{TIME}:[0-5][0-9](Z|[+-]{TIME})$")
}

/// Words joined by dots, `@`, and labels joined by dots; anything beyond ASCII may be a letter.
fn email_pattern() -> String {
    const WORD: &str = "[^\\x00-\\x20\"(),.:;<>@\\[\\\\\\]\\x7f]";
    const END: &str = "[^\\x00-/:-@\\[-`{-\\x7f]";
    let label = format!("{END}({WORD}{{0,61}}{END})?");
    format!("^{WORD}+([.]{WORD}+)*@{label}([.]{label})+$")
}

/// The numbers with as many digits as `most`, up to it.
fn as_long_as(most: u64) -> String {
    let digits = most.to_string();
    let mut alternatives = vec![digits.clone()];
    for (index, digit) in digits.char_indices() {
        let least = if index == 0 { '1' } else { '0' };
        let Some(below) = (least..digit).next_back() else {
            continue;
        };
        let smaller = match least == below {
            true => below.to_string(),
            false => format!("[{least}-{below}]"),
        };
        let behind = match digits.len() - index - 1 {
            0 => String::new(),
            count => format!("[0-9]{{{count}}}"),
        };
        alternatives.push(format!("{}{smaller}{behind}", &digits[..index]));
    }
    format!("({})", alternatives.join("|"))
}
