//! `plans.yaml`: what a period costs and how long it lasts.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::vocabulary::{Date, Money, Placed, PlanDuration};

/// A subscription plan: what a period costs and how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SubscriptionPlan {
    /// What people call the plan.
    #[schemars(example = &"Monthly")]
    pub name: Option<Placed<String>>,
    /// What a period costs.
    pub price: Option<Placed<Money>>,
    /// What else a period costs or did cost: other currencies, and earlier prices with the last day on which
    /// they were taken.
    #[schemars(with = "Option<Vec<PriceRecord>>")]
    pub prices: Vec<PriceRecord>,
    /// How long a period lasts.
    pub duration: Placed<PlanDuration>,
    /// Whether imported users start on this plan. Exactly one plan is the default.
    #[schemars(with = "Option<bool>")]
    pub default: bool,
    /// Whatever the admins want to remember. No plan changes it.
    pub notes: Option<Placed<String>>,
}

/// One more price of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRecord {
    /// The price.
    pub price: Placed<Money>,
    /// The last day on which it was taken; without it, it still is.
    pub until: Option<Placed<Date>>,
}

impl SubscriptionPlan {
    /// Every price at which a period is sold on the day `on`, `price` first.
    pub fn prices_on(&self, on: Date) -> impl Iterator<Item = &Money> {
        let is_taken = move |record: &&PriceRecord| {
            let until = record.until.as_ref();
            until.is_none_or(|until| on <= until.value)
        };
        let more = self.prices.iter().filter(is_taken);
        let price = self.price.iter().map(|price| &price.value);
        price.chain(more.map(|record| &record.price.value))
    }
}

/// In the file an item is the price alone, or a mapping with the last day.
impl JsonSchema for PriceRecord {
    fn schema_name() -> Cow<'static, str> {
        "PriceRecord".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let price = generator.subschema_for::<Money>();
        json_schema!({
            "description": "A price, or a price with the last day on which it was taken.",
            "anyOf": [
                price,
                {
                    "type": "object",
                    "properties": {
                        "price": price,
                        "until": {
                            "description": "The last day on which the price was taken; without it, it still is.",
                            "anyOf": [generator.subschema_for::<Date>(), {"type": "null"}],
                        },
                    },
                    "required": ["price"],
                    "additionalProperties": false,
                },
            ],
            "examples": ["5.50 USD", {"price": "4.00 EUR", "until": "2026-05-31"}],
        })
    }
}
