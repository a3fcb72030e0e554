//! What a row is by the text of its type, for files without event codes. In lower case, in all languages.
//!
//! A text that is not in the table is unknown, and never a payment.

use super::headers::folded;
use super::own_money::{FUNDING, HOLDS, MEMOS, TRANSFERS, WITHDRAWALS};
use crate::sources::Nature;

/// The texts of each nature.
const TEXTS: [(Nature, &[&str]); 12] = [
    (Nature::Payment, PAYMENTS),
    (Nature::Donation, DONATIONS),
    (Nature::Refund, REFUNDS),
    (
        Nature::Chargeback,
        &[
            "chargeback",
            "rückbuchung",
            "rétrofacturation",
            "chargeback settlement",
        ],
    ),
    (
        Nature::ChargebackOver,
        &[
            "chargeback reversal",
            "cancelled chargeback",
            "canceled chargeback",
            "chargeback re-imbursement",
            "stornierung der rückbuchung",
            "annulation de rétrofacturation",
        ],
    ),
    (Nature::Fee, FEES),
    (Nature::Conversion, CONVERSIONS),
    (Nature::Funding, FUNDING),
    (Nature::Withdrawal, WITHDRAWALS),
    (Nature::Hold, HOLDS),
    (Nature::Transfer, TRANSFERS),
    (Nature::Memo, MEMOS),
];

const PAYMENTS: &[&str] = &[
    "general payment",
    "subscription payment",
    "recurring payment",
    "recurring payment received",
    "recurring payment sent",
    "subscription payment received",
    "subscription payment sent",
    "preapproved payment",
    "preapproved payment received",
    "preapproved payment sent",
    "preapproved payment bill user payment",
    "express checkout payment",
    "express checkout payment received",
    "express checkout payment sent",
    "website payment",
    "web accept payment received",
    "web accept payment sent",
    "shopping cart payment received",
    "shopping cart payment sent",
    "website payments pro account payment",
    "mobile payment",
    "mobile payment received",
    "mobile payment sent",
    "payment received",
    "payment sent",
    "virtual terminal payment",
    "direct credit card payment",
    "direct payment sent",
    "point of sale payment",
    "in-person payment",
    "ebay auction payment",
    "money request payment",
    "allgemeine zahlung",
    "abonnementzahlung",
    "abonnementszahlung",
    "abozahlung",
    "wiederkehrende zahlung",
    "zahlung im einzugsverfahren mit zahlungsrechnung",
    "zahlung im einzugsverfahren",
    "paypal express-zahlung",
    "website-zahlung",
    "handyzahlung",
    "mobile zahlung",
    "zahlung erhalten",
    "zahlung gesendet",
    "paiement général",
    "paiement standard",
    "paiement d'abonnement",
    "paiement récurrent",
    "paiement préapprouvé",
    "paiement préapprouvé d'un utilisateur de facture",
    "paiement express",
    "paiement express checkout",
    "paiement sur site marchand",
    "paiement sur site web",
    "paiement mobile",
    "paiement sur mobile",
    "algemene betaling",
    "abonnementsbetaling",
    "express checkout-betaling",
    "websitebetaling",
    "mobiele betaling",
    "vooraf goedgekeurde betaling",
    "vooraf goedgekeurde betaling, rekening gebruiker",
    "pagamento generico",
    "pagamento abbonamento",
    "pagamento preautorizzato utenza",
    "pagamento da cellulare",
    "pagamento express checkout",
    "pagamento su sito web",
    "pago general",
    "pago de suscripción",
    "pago con pago exprés",
    "pago exprés",
    "pago móvil",
    "pago en sitio web",
    "pago preaprobado",
    "płatność ogólna",
    "płatność za subskrypcję",
    "płatność w ramach subskrypcji",
    "płatność mobilna",
    "płatność w witrynie",
    "płatność express checkout",
    "płatność preautoryzowana",
    "一般的な支払い",
    "定期購読の支払い",
    "サブスクリプションの支払い",
    "モバイル支払い",
    "ウェブサイト支払い",
    "エクスプレス チェックアウト支払い",
    "エクスプレスチェックアウト支払い",
    "事前承認支払い",
];

const DONATIONS: &[&str] = &[
    "donation payment",
    "donation",
    "donation received",
    "donation sent",
    "spendenzahlung",
    "spende",
    "paiement de don",
    "don",
    "paiement d'un don",
    "donatie",
    "donatiebetaling",
    "donazione",
    "pagamento donazione",
    "donación",
    "pago de donación",
    "darowizna",
    "wpłata darowizny",
    "寄付",
];

const REFUNDS: &[&str] = &[
    "payment refund",
    "refund",
    "partial refund",
    "payment reversal",
    "reversal",
    "rückzahlung",
    "zahlungsrückbuchung",
    "rückerstattung",
    "remboursement de paiement",
    "remboursement",
    "annulation de paiement",
    "terugbetaling",
    "terugbetaling van betaling",
    "rimborso",
    "rimborso pagamento",
    "storno pagamento",
    "reembolso",
    "reembolso de pago",
    "zwrot płatności",
    "zwrot",
    "返金",
    "支払いの返金",
];

const FEES: &[&str] = &[
    "chargeback fee",
    "dispute fee",
    "payment fee",
    "paypal fee",
    "fee",
    "fee reversal",
    "fee refund",
    "chargeback fee reversal",
    "cancelled fee",
    "canceled fee",
    "gebühr für rückbuchung",
    "gebühr",
    "gebührenerstattung",
    "frais de rétrofacturation",
    "remboursement des frais",
    "kosten voor terugboeking",
    "tariffa per chargeback",
    "comisión por contracargo",
];

const CONVERSIONS: &[&str] = &[
    "general currency conversion",
    "currency conversion",
    "user initiated currency conversion",
    "user-initiated currency conversion",
    "allgemeine währungsumrechnung",
    "währungsumrechnung",
    "conversion de devise standard",
    "conversion de devise",
    "conversion de devise générale",
    "algemeen valutaomrekening",
    "algemene valutaomrekening",
    "conversione di valuta generica",
    "conversión de divisas",
    "conversión de divisas general",
    "ogólne przeliczenie waluty",
    "przeliczanie walut",
    "通貨換算",
    "一般的な通貨換算",
];

/// What a row with this text is.
pub(super) fn nature(text: &str) -> Nature {
    let text = folded(text);
    let found = TEXTS
        .iter()
        .find(|(_, texts)| texts.contains(&text.as_str()));
    found.map_or(Nature::Unknown, |(nature, _)| *nature)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_text_is_one_thing_and_written_as_it_is_compared() {
        let all: Vec<&str> = TEXTS
            .iter()
            .flat_map(|(_, texts)| texts.iter().copied())
            .collect();
        let mut seen = BTreeSet::new();
        for text in &all {
            assert!(seen.insert(text), "{text}");
            assert_eq!(folded(text), **text);
        }
    }

    #[test]
    fn money_that_comes_in_is_not_always_a_payment() {
        for (text, expected) in [
            ("Bank Deposit to PP Account ", Nature::Funding),
            ("General Card Deposit", Nature::Funding),
            ("Reversal of General Account Hold", Nature::Hold),
            ("Reversal of ACH Withdrawal Transaction", Nature::Funding),
            ("Versamento generico con carta", Nature::Funding),
            ("Bankgutschrift auf PayPal-Konto ", Nature::Funding),
            ("Freigabe allgemeiner Einbehaltung", Nature::Hold),
            ("Paiement d’abonnement", Nature::Payment),
            ("Some new kind of payment", Nature::Unknown),
            ("", Nature::Unknown),
        ] {
            assert_eq!(nature(text), expected, "{text}");
        }
    }
}
