//! The words for the status of a row, in all languages.

use super::headers::folded;
use crate::sources::Settlement;

/// The words of each state, in lower case.
const WORDS: [(Settlement, &[&str]); 4] = [
    (
        Settlement::Settled,
        &[
            "completed",
            "complete",
            "cleared",
            "paid",
            "placed",
            // Only the row of the refund shows how much was given back.
            "partially refunded",
            "abgeschlossen",
            "teilweise zurückgezahlt",
            "teilweise erstattet",
            "terminé",
            "remboursement partiel",
            "partiellement remboursé",
            "voltooid",
            "gedeeltelijk terugbetaald",
            "completata",
            "completato",
            "rimborsato parzialmente",
            "completado",
            "completada",
            "reembolsado parcialmente",
            "zakończono",
            "zakończona",
            "完了",
        ],
    ),
    (
        Settlement::Pending,
        &[
            "pending",
            "processing",
            "held",
            "unclaimed",
            "uncleared",
            "under review",
            "temporary hold",
            "offen",
            "ausstehend",
            "in bearbeitung",
            "en attente",
            "en cours",
            "in behandeling",
            "in sospeso",
            "in elaborazione",
            "pendiente",
            "en proceso",
            "oczekuje",
            "oczekująca",
            "保留中",
        ],
    ),
    (
        Settlement::Reversed,
        &[
            "refunded",
            "reversed",
            "returned",
            "zurückgezahlt",
            "rückerstattet",
            "erstattet",
            "rückgängig gemacht",
            "remboursé",
            "terugbetaald",
            "teruggeboekt",
            "rimborsato",
            "rimborsata",
            "stornato",
            "reembolsado",
            "revertido",
            "zwrócono",
            "返金済み",
        ],
    ),
    (
        Settlement::Denied,
        &[
            "denied",
            "canceled",
            "cancelled",
            "failed",
            "expired",
            "removed",
            "voided",
            "abgelehnt",
            "storniert",
            "entfernt",
            "fehlgeschlagen",
            "abgelaufen",
            "refusé",
            "annulé",
            "échoué",
            "geweigerd",
            "geannuleerd",
            "mislukt",
            "rifiutata",
            "rifiutato",
            "annullata",
            "annullato",
            "rechazado",
            "denegado",
            "cancelado",
            "odrzucono",
            "anulowano",
            "拒否",
            "キャンセル済み",
        ],
    ),
];

/// The state that a word stands for.
pub(super) fn settlement(text: &str) -> Option<Settlement> {
    let text = folded(text);
    let found = WORDS
        .iter()
        .find(|(_, words)| words.contains(&text.as_str()));
    found.map(|(state, _)| *state)
}

/// Whether a row moves no balance, by the words of the column about that.
pub(super) fn is_memo(text: &str) -> bool {
    const WORDS: [&str; 3] = ["memo", "notiz", "メモ"];
    WORDS.contains(&folded(text).as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_word_stands_for_one_state() {
        let all: Vec<&str> = WORDS
            .iter()
            .flat_map(|(_, words)| words.iter().copied())
            .collect();
        let distinct: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), distinct.len());
        assert!(all.iter().all(|word| folded(word) == **word));
        assert_eq!(settlement(" Completata "), Some(Settlement::Settled));
        assert_eq!(settlement("Ausstehend"), Some(Settlement::Pending));
        assert_eq!(settlement("Teruggeboekt"), Some(Settlement::Reversed));
        assert_eq!(settlement("Refusé"), Some(Settlement::Denied));
        assert_eq!(settlement("Somehow"), None);
        assert_eq!(settlement(""), None);
    }
}
