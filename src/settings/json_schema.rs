//! What the values of the settings look like in a JSON Schema, where their types do not say it.
//!
//! As in `vocabulary::json_schema`, a schema is never stricter than the reader.

use std::borrow::Cow;

use chrono_tz::TZ_VARIANTS;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A type that only stands for the schema of a value.
macro_rules! value {
    ($(#[$doc:meta])* $name:ident, $schema:expr) => {
        $(#[$doc])*
        pub(super) struct $name;

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
pub(super) use value;

value!(
    /// The name of a time zone; all of them, so that an editor can complete it.
    TimeZone,
    json_schema!({
        "type": "string",
        "enum": TZ_VARIANTS.iter().map(|zone| zone.name()).collect::<Vec<_>>(),
        "errorMessage": "a time zone is an IANA name such as `Europe/Berlin`",
        "examples": ["Europe/Berlin"],
    })
);

value!(
    /// A UUID in one of the spellings that are read.
    ClientId,
    json_schema!({
        "type": "string",
        "pattern": client_id_pattern(),
        "errorMessage": "a client id is a UUID; `plexmgr init` writes one, or take the output of \
                         `uuidgen`",
        "examples": ["5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11"],
    })
);

value!(
    /// A folder inside the household.
    Folder,
    json_schema!({
        "type": "string",
        // No `/` in front, no `\`, `:` or control character, and a part that is not `.` or empty.
        "pattern": "^([^/\\\\:\\x00-\\x1f\\x7f-\\x9f][^\\\\:\\x00-\\x1f\\x7f-\\x9f]*)$",
        "not": {"pattern": "^([.]?/)*[.]?$|(^|/)[.][.](/|$)"},
        "errorMessage": "a path names a folder inside the household, relative to it and with `/`",
        "examples": ["records"],
    })
);

value!(
    /// The name of an environment variable.
    Variable,
    json_schema!({
        "type": "string",
        "description": "The name of an environment variable that holds the token.",
        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
        "errorMessage": "the name of an environment variable has letters, digits and `_`, and does \
                         not begin with a digit; the token itself must not be in this file",
        "examples": ["PLEX_TOKEN_MAIN"],
    })
);

value!(
    /// The path of a file.
    TokenFile,
    json_schema!({
        "type": "string",
        "description": "A file that holds the token, seen from the household unless the path begins with \
                        `/`. It should be readable by you alone and not be in git.",
        "pattern": "^[^~\\x00][^\\x00]*$",
        "errorMessage": "write a path from `/`, or one relative to the household; `~` is not expanded",
        "examples": ["/run/secrets/plex"],
    })
);

value!(
    /// A program and its arguments.
    CommandLine,
    json_schema!({
        "type": "array",
        "description": "A program and its arguments; it prints the token without asking questions.",
        "minItems": 1,
        "prefixItems": [{"type": "string", "pattern": "^[^\\x00]+$"}],
        "items": {"type": "string", "pattern": "^[^\\x00]*$"},
        "errorMessage": "write a program and its arguments, as in `[\"pass\", \"show\", \"plex\"]`",
        "examples": [["pass", "show", "plex"]],
    })
);

value!(
    /// The address of plex.tv, or of what stands in for it.
    Address,
    json_schema!({
        "type": "string",
        "pattern": address_pattern(),
        "errorMessage": "an address looks like `https://plex.tv`, without user name, password, `?` and `#`",
        "examples": ["https://plex.tv"],
    })
);

value!(
    /// A kind of notice, perhaps with a subject.
    SilencedNotice,
    json_schema!({
        "type": "string",
        "pattern": format!("^\\s*({})\\s*(:\\s*\\S[\\s\\S]*)?$", super::NOTICE_KINDS.join("|")),
        "errorMessage": "write a kind of notice, or a kind, `:` and the subject",
        "examples": ["friend_without_share", "pending_invitation:late.responder"],
    })
);

/// The time zone of settings that name none.
pub(super) fn utc() -> &'static str {
    chrono_tz::Tz::UTC.name()
}

/// Every key may be left out.
pub(super) fn without_required(schema: &mut Schema) {
    schema.remove("required");
}

/// With hyphens, with braces around them, as a URN, or without hyphens.
fn client_id_pattern() -> String {
    const HEX: &str = "[0-9A-Fa-f]";
    let hyphenated = format!("{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}");
    format!(
        "^({hyphenated}|[{{]{hyphenated}[}}]|[Uu][Rr][Nn]:[Uu][Uu][Ii][Dd]:{hyphenated}|{HEX}{{32}})$"
    )
}

/// `http` or `https`, a host, and perhaps a path. Who reads an address passes over line breaks and tabs
/// inside of it, and over spaces around it.
fn address_pattern() -> String {
    const SPACE: &str = "[\\x00-\\x20]*";
    const PASSED_OVER: &str = "[\\t\\n\\r]*";
    let scheme = ["[Hh]", "[Tt]", "[Tt]", "[Pp]", "[Ss]?", ":"].join(PASSED_OVER);
    let slashes = "[/\\\\\\t\\n\\r]*";
    let empty_user = format!("(:?{PASSED_OVER}@)?");
    let host = "[^/\\\\@?#\\x00-\\x08\\x0b\\x0c\\x0e-\\x20<>|^]+";
    format!("^{SPACE}{scheme}{slashes}{empty_user}{host}([/\\\\][^?#]*)?{SPACE}$")
}
