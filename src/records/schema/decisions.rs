//! `decisions/*.yaml`: what the admins decide about single transactions.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::vocabulary::json_schema::NotBlank;
use crate::vocabulary::{Date, Handle, Money, Placed};

/// What an admin decides about one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is money of one user.
    Give(Assignment),
    /// It pays for several users.
    Split(Split),
    /// It is not about the household, for this reason.
    Ignore(Placed<String>),
}

/// A transaction that is money of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The user.
    pub user: Placed<Handle>,
    /// The plan that it pays for, if it is not the one that follows from the records.
    pub plan: Option<Placed<Handle>>,
    /// The time that it pays for.
    pub time: DecidedTime,
    /// Whether nothing is learnt from it: later money of this payer is not the user's.
    pub is_once: bool,
}

/// The time that a transaction pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecidedTime {
    /// What the amount buys.
    ByAmount,
    /// So many periods, at least 1.
    Periods(Placed<u32>),
    /// From the first to the last of these days.
    Days {
        /// The first day.
        start: Placed<Date>,
        /// The last day, not before the first.
        end: Placed<Date>,
    },
    /// None: it is a donation.
    Donation,
}

/// How a transaction is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// In equal parts, each of these users once, at least two.
    Equally(Vec<Placed<Handle>>),
    /// In these parts, each user once.
    Amounts(Vec<SplitPart>),
}

/// What one user has of a transaction that is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitPart {
    /// The user.
    pub user: Placed<Handle>,
    /// The part.
    pub amount: Placed<Money>,
}

impl Split {
    /// The users, in the order written.
    pub fn users(&self) -> Vec<&Placed<Handle>> {
        match self {
            Self::Equally(users) => users.iter().collect(),
            Self::Amounts(parts) => parts.iter().map(|part| &part.user).collect(),
        }
    }
}

impl Split {
    /// The users, to be changed.
    pub fn users_mut(&mut self) -> Vec<&mut Placed<Handle>> {
        match self {
            Self::Equally(users) => users.iter_mut().collect(),
            Self::Amounts(parts) => parts.iter_mut().map(|part| &mut part.user).collect(),
        }
    }
}

impl Decision {
    /// The users it names, to be changed.
    pub fn users_mut(&mut self) -> Vec<&mut Placed<Handle>> {
        match self {
            Self::Give(assignment) => vec![&mut assignment.user],
            Self::Split(split) => split.users_mut(),
            Self::Ignore(_) => Vec::new(),
        }
    }

    /// The plan it names.
    #[must_use]
    pub const fn plan(&self) -> Option<&Placed<Handle>> {
        match self {
            Self::Give(assignment) => assignment.plan.as_ref(),
            Self::Split(_) | Self::Ignore(_) => None,
        }
    }

    /// The users it names, in the order written.
    #[must_use]
    pub fn users(&self) -> Vec<&Placed<Handle>> {
        match self {
            Self::Give(assignment) => vec![&assignment.user],
            Self::Split(split) => split.users(),
            Self::Ignore(_) => Vec::new(),
        }
    }
}

impl JsonSchema for Split {
    fn schema_name() -> Cow<'static, str> {
        "Split".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (handle, money) = (
            generator.subschema_for::<Handle>(),
            generator.subschema_for::<Money>(),
        );
        json_schema!({
            "description": "Several users by their handles: a list for equal parts, or a mapping to the part \
                            of each.",
            "anyOf": [
                {"type": "array", "items": handle, "minItems": 2, "uniqueItems": true},
                {
                    "type": "object",
                    "propertyNames": handle,
                    "additionalProperties": money,
                    "minProperties": 1,
                },
            ],
            "examples": [["badger", "cub"], {"badger": "5.00 EUR", "cub": "5.00 EUR"}],
        })
    }
}

/// In the file a decision is a handle alone, or a mapping.
impl JsonSchema for Decision {
    fn schema_name() -> Cow<'static, str> {
        "Decision".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (handle, date) = (
            generator.subschema_for::<Handle>(),
            generator.subschema_for::<Date>(),
        );
        let split = generator.subschema_for::<Split>();
        let reason = generator.subschema_for::<NotBlank>();
        json_schema!({
            "description": "What becomes of the transaction: the handle of a user alone, or a mapping.",
            "anyOf": [
                handle,
                {
                    "description": "It is money of one user.",
                    "type": "object",
                    "properties": {
                        "user": described(&handle, "The user."),
                        "plan": or_null(&handle, "The plan that it pays for."),
                        "periods": {
                            "description": "How many periods it pays for.",
                            "type": "integer",
                            "minimum": 1,
                            "maximum": u32::MAX,
                        },
                        "start": described(&date, "The first day of the period that it pays for."),
                        "end": described(&date, "The day on which this period ends and the next one begins."),
                        "as": {
                            "description": "A donation is recorded and gives no time.",
                            "const": "donation",
                        },
                        "once": {
                            "description": "Whether nothing is learnt from it, as from a gift.",
                            "type": ["boolean", "null"],
                        },
                    },
                    "required": ["user"],
                    "dependentRequired": {"start": ["end"], "end": ["start"]},
                    "dependentSchemas": {
                        "as": {"not": {"anyOf": [
                            {"required": ["plan"]},
                            {"required": ["periods"]},
                            {"required": ["start"]},
                            {"required": ["end"]},
                        ]}},
                        "periods": {"not": {"anyOf": [
                            {"required": ["start"]},
                            {"required": ["end"]},
                        ]}},
                    },
                    "additionalProperties": false,
                },
                {
                    "description": "It pays for several users.",
                    "type": "object",
                    "properties": {"split": split},
                    "required": ["split"],
                    "additionalProperties": false,
                },
                {
                    "description": "It is not about the household, for this reason.",
                    "type": "object",
                    "properties": {"ignore": {"description": "The reason.", "allOf": [reason]}},
                    "required": ["ignore"],
                    "additionalProperties": false,
                },
            ],
            "examples": ["heron", {"user": "heron", "plan": "yearly"}, {"ignore": "rent"}],
        })
    }
}

fn described(schema: &Schema, description: &str) -> serde_json::Value {
    let mut value = schema.clone().to_value();
    value["description"] = description.into();
    value
}

fn or_null(schema: &Schema, description: &str) -> serde_json::Value {
    serde_json::json!({"description": description, "anyOf": [schema, {"type": "null"}]})
}
