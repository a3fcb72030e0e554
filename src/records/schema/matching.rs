//! `matching.yaml`: the admins' rules for transactions.

use schemars::JsonSchema;

use super::decisions::Split;
use crate::vocabulary::json_schema::NotBlank;
use crate::vocabulary::{Currency, Handle, Money, Placed, SourceName, TextPattern};

/// A rule: of a transaction that all conditions fit, this becomes. The first rule that fits decides.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MatchingRule {
    /// What a transaction must be like; at least one condition.
    pub when: Conditions,
    /// What becomes of it.
    pub then: RuleOutcome,
}

/// What a transaction must be like: everything that is given. A text fits if it is equal, whatever the case; a
/// text between two slashes is a regular expression.
#[derive(Debug, Clone, Default, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = any_given()))]
pub struct Conditions {
    /// The source or account.
    pub source: Option<Placed<SourceName>>,
    /// What it is, as the source names it.
    #[schemars(rename = "type")]
    pub kind: Option<Placed<TextPattern>>,
    /// The e-mail address of the payer.
    pub payer: Option<Placed<TextPattern>>,
    /// The id that the source gives the payer, or the bank account.
    pub payer_id: Option<Placed<TextPattern>>,
    /// The name of the payer.
    pub name: Option<Placed<TextPattern>>,
    /// What was written beside it.
    pub note: Option<Placed<TextPattern>>,
    /// Exactly this amount.
    pub amount: Option<Placed<Money>>,
    /// Any amount in this currency.
    pub currency: Option<Placed<Currency>>,
    /// The recurring payment it belongs to.
    pub subscription: Option<Placed<TextPattern>>,
}

impl Conditions {
    /// The keys of all conditions.
    pub(crate) const KEYS: [&str; 9] = [
        "source",
        "type",
        "payer",
        "payer_id",
        "name",
        "note",
        "amount",
        "currency",
        "subscription",
    ];
}

/// One of the conditions has a value.
fn any_given() -> serde_json::Value {
    let given = |key: &str| {
        let not_null = serde_json::json!({
            "description": "A condition.",
            "not": {"type": "null"},
        });
        serde_json::json!({"required": [key], "properties": {(key): not_null}})
    };
    Conditions::KEYS.map(given).to_vec().into()
}

/// What becomes of a transaction that a rule fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    /// It is not about the household, for this reason, and is stored nowhere.
    Ignore(Placed<String>),
    /// It pays for several users.
    Split(Split),
    /// It is money of this user.
    Give(Placed<Handle>),
    /// It is recorded and gives no time: to this user, else to the user who matches.
    Donation(Option<Placed<Handle>>),
}

impl RuleOutcome {
    /// The users it names, in the order written.
    #[must_use]
    pub fn users(&self) -> Vec<&Placed<Handle>> {
        match self {
            Self::Ignore(_) => Vec::new(),
            Self::Split(split) => split.users(),
            Self::Give(user) => vec![user],
            Self::Donation(user) => user.iter().collect(),
        }
    }
}

impl RuleOutcome {
    /// The users it names, to be changed.
    pub fn users_mut(&mut self) -> Vec<&mut Placed<Handle>> {
        match self {
            Self::Ignore(_) => Vec::new(),
            Self::Split(split) => split.users_mut(),
            Self::Give(user) => vec![user],
            Self::Donation(user) => user.iter_mut().collect(),
        }
    }
}

impl JsonSchema for RuleOutcome {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RuleOutcome".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let handle = generator.subschema_for::<Handle>();
        let split = generator.subschema_for::<Split>();
        let reason = generator.subschema_for::<NotBlank>();
        schemars::json_schema!({
            "description": "What becomes of the transaction.",
            "anyOf": [
                {
                    "description": "It is not about the household, for this reason, and is stored nowhere.",
                    "type": "object",
                    "properties": {"ignore": {"description": "The reason.", "allOf": [reason]}},
                    "required": ["ignore"],
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
                    "description": "It is money of this user; a donation is recorded and gives no time.",
                    "type": "object",
                    "properties": {
                        "user": {"description": "The user.", "anyOf": [handle, {"type": "null"}]},
                        "as": {"description": "A donation is recorded and gives no time.", "const": "donation"},
                    },
                    "anyOf": [
                        {
                            "required": ["user"],
                            "properties": {"user": {"description": "The user.", "not": {"type": "null"}}},
                        },
                        {"required": ["as"]},
                    ],
                    "additionalProperties": false,
                },
            ],
            "examples": [{"ignore": "rent"}, {"split": ["badger", "cub"]}, {"as": "donation"}],
        })
    }
}
