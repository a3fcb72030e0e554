//! `plans.yaml`: handle to plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Reader, ValueSubject};
use crate::problem::ProblemCode;
use crate::records::schema::{PriceRecord, SubscriptionPlan};
use crate::vocabulary::Handle;
use crate::yaml::{Node, NodeKind};

const KEYS: [&str; 6] = ["name", "price", "prices", "duration", "default", "notes"];
const PRICE_KEYS: [&str; 2] = ["price", "until"];

/// What was learnt about the plan that imported users start on.
#[derive(Default)]
struct Defaults {
    /// The first plan marked so, with its line.
    first: Option<(Handle, u32)>,
    /// Whether a mark could not be read, so that none may have been meant.
    unsure: bool,
}

impl Reader {
    /// Reads the whole file; plans that cannot be read are left out.
    pub(crate) fn plans(&mut self, text: &str) -> BTreeMap<Handle, SubscriptionPlan> {
        let mut plans = BTreeMap::new();
        let help = "a plan looks like `monthly: {duration: 1 month, default: true}`";
        let Some(document) = self.document(text, help) else {
            return plans;
        };
        let Some(root) = document.root() else {
            return plans;
        };
        let Some(entries) = self.handles("plans", root) else {
            return plans;
        };
        let handles = entries.iter().map(|entry| entry.handle.clone());
        self.declared.plans = Some(Arc::new(handles.collect()));
        let mut defaults = Defaults {
            // An entry whose handle is not valid may be the default plan.
            unsure: entries.len() < root.entries().len(),
            ..Defaults::default()
        };
        for entry in entries {
            let plan = self.plan(&entry.handle, entry.value, &mut defaults);
            if let Some(plan) = plan {
                plans.insert(entry.handle, plan);
            }
        }
        if defaults.first.is_none() && !defaults.unsure {
            let help = "add `default: true` to the plan that imported users start on".to_owned();
            let (place, message) = (self.at(1, 1), "there is no default plan");
            self.wrong(ProblemCode::NoDefaultPlan, place, message, help);
        }
        plans
    }

    fn plan(
        &mut self,
        handle: &Handle,
        node: Node<'_>,
        defaults: &mut Defaults,
    ) -> Option<SubscriptionPlan> {
        let Some(fields) = self.fields("a plan", node, &KEYS) else {
            defaults.unsure = true;
            return None;
        };
        let name = self.optional(&fields, "name", Self::text);
        let price = self.optional(&fields, "price", Self::shaped);
        let prices = self.list(&fields, "prices", Self::one_more_price);
        let duration = self.required(
            &fields,
            "duration",
            "as in `duration: 1 month`",
            Self::shaped,
        );
        let default = self.optional(&fields, "default", |reader, subject, node| {
            let value = reader.truth(subject, node);
            defaults.unsure |= value.is_none();
            if value == Some(true) {
                reader.note_default(handle, node, defaults);
            }
            value
        });
        let notes = self.optional(&fields, "notes", Self::text);
        Some(SubscriptionPlan {
            name,
            price,
            prices,
            duration: duration?,
            default: default.unwrap_or(false),
            notes,
        })
    }

    /// A price alone, or with the last day on which it was taken.
    fn one_more_price(&mut self, subject: ValueSubject<'_>, node: Node<'_>) -> Option<PriceRecord> {
        if self.kind(node)? != NodeKind::Mapping {
            let price = self.shaped(subject, node)?;
            return Some(PriceRecord { price, until: None });
        }
        let fields = self.fields("a price", node, &PRICE_KEYS)?;
        let price = self.required(&fields, "price", "as in `5.00 EUR`", Self::shaped);
        let until = self.optional(&fields, "until", Self::shaped);
        Some(PriceRecord {
            price: price?,
            until,
        })
    }

    fn note_default(&mut self, handle: &Handle, node: Node<'_>, defaults: &mut Defaults) {
        match &defaults.first {
            None => defaults.first = Some((handle.clone(), node.line())),
            Some((first, line)) => {
                let message = format!(
                    "plan `{handle}` cannot be a second default: `{first}` is the default, on line {line}"
                );
                self.wrong(
                    ProblemCode::TwoDefaultPlans,
                    self.place(node),
                    message,
                    None,
                );
            }
        }
    }
}
