//! `matching.yaml`: the rules, in the order in which they are tried.

use super::{Reader, ValueSubject};
use crate::problem::ProblemCode;
use crate::records::schema::{Conditions, MatchingRule, RuleOutcome};
use crate::vocabulary::{Handle, Placed};
use crate::yaml::{Document, Node, NodeKind};

const RULE_KEYS: [&str; 2] = ["when", "then"];
const THEN_KEYS: [&str; 4] = ["ignore", "split", "user", "as"];
const DONATION: [(&str, ()); 1] = [("donation", ())];

/// Keys of an outcome of which each says something else than the others.
const EXCLUSIVE: [&[&str]; 3] = [&["ignore"], &["split"], &["user", "as"]];

impl Reader {
    /// Reads the whole file, which may be empty; rules that cannot be read are left out.
    pub(crate) fn matching(&mut self, text: &str) -> Vec<Placed<MatchingRule>> {
        let document = self.document_or_nothing(text);
        let Some(root) = document.as_ref().and_then(Document::root) else {
            return Vec::new();
        };
        match self.kind(root) {
            Some(NodeKind::Sequence) => {}
            Some(NodeKind::Null) | None => return Vec::new(),
            Some(_) => {
                let help = "a rule begins with `- when:`".to_owned();
                self.wrong_type(
                    ValueSubject::What("the file"),
                    root,
                    "a list of rules",
                    help,
                );
                return Vec::new();
            }
        }
        let rules = root.items().filter_map(|node| {
            let rule = self.rule(node)?;
            Some(Placed::new(rule, self.place(node)))
        });
        rules.collect()
    }

    fn rule(&mut self, node: Node<'_>) -> Option<MatchingRule> {
        let fields = self.fields("a rule", node, &RULE_KEYS)?;
        let when = "as in `when: {payer: rent@example.org}`";
        let when = self.required(&fields, "when", when, |reader, _, node| {
            reader.conditions(node)
        });
        let then = "as in `then: {ignore: rent}`";
        let then = self.required(&fields, "then", then, |reader, _, node| {
            reader.rule_outcome(node)
        });
        Some(MatchingRule {
            when: when?,
            then: then?,
        })
    }

    fn conditions(&mut self, node: Node<'_>) -> Option<Conditions> {
        let fields = self.fields("`when`", node, &Conditions::KEYS)?;
        if !Conditions::KEYS.iter().any(|key| fields.has(key)) {
            let message = "`when` has no condition, so the rule would decide about everything";
            let help = "as in `when: {payer: rent@example.org}`".to_owned();
            self.wrong(ProblemCode::MissingKey, self.place(node), message, help);
            return None;
        }
        Some(Conditions {
            source: self.optional(&fields, "source", Self::parsed),
            kind: self.optional(&fields, "type", Self::parsed),
            payer: self.optional(&fields, "payer", Self::parsed),
            payer_id: self.optional(&fields, "payer_id", Self::parsed),
            name: self.optional(&fields, "name", Self::parsed),
            note: self.optional(&fields, "note", Self::parsed),
            amount: self.optional(&fields, "amount", Self::shaped),
            currency: self.optional(&fields, "currency", Self::parsed),
            subscription: self.optional(&fields, "subscription", Self::parsed),
        })
    }

    fn rule_outcome(&mut self, node: Node<'_>) -> Option<RuleOutcome> {
        let fields = self.fields("`then`", node, &THEN_KEYS)?;
        match self.only_one(&fields, &EXCLUSIVE, node)? {
            "ignore" => {
                let reason = self.required(&fields, "ignore", "the reason", Self::id_text);
                reason.map(RuleOutcome::Ignore)
            }
            "split" => {
                let split = self.required(&fields, "split", "", Self::split);
                split.map(RuleOutcome::Split)
            }
            _ => {
                let is_donation = fields.names("as");
                let user: Option<Placed<Handle>> = match is_donation {
                    true => self.optional(&fields, "user", Self::parsed),
                    false => self.required(&fields, "user", "a handle", Self::parsed),
                };
                if let Some(user) = &user {
                    self.check_user(user);
                }
                if is_donation {
                    self.required(&fields, "as", "`as: donation`", |reader, subject, node| {
                        reader.choice(subject, node, &DONATION)
                    })?;
                    return Some(RuleOutcome::Donation(user));
                }
                user.map(RuleOutcome::Give)
            }
        }
    }
}
