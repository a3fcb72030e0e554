//! What PayPal's transaction event codes stand for, in the answers of its API and in its files.

use crate::sources::Nature;

/// What a transaction with this event code is, as in `T0006`. A code that is not listed is decided by its group,
/// which is its first two digits; in a group of very different things it stays [`Nature::Unknown`].
#[must_use]
pub fn nature(code: &str) -> Nature {
    let Some((group, number)) = parts(code) else {
        return Nature::Unknown;
    };
    match (group, number) {
        (0, 1 | 15..=17) => Nature::Transfer,
        (0, 8..=10 | 14) => Nature::Unknown,
        (0, 13) => Nature::Donation,
        (0, _) => Nature::Payment,
        (1, _) => Nature::Fee,
        (2, _) => Nature::Conversion,
        (3, _) | (7, _) => Nature::Funding,
        (4..=6 | 17, _) => Nature::Withdrawal,
        (11, 1 | 2) => Nature::Funding,
        (11, 4) => Nature::Withdrawal,
        (11, 5 | 10 | 11) => Nature::Hold,
        (11, 6 | 7) => Nature::Refund,
        (11, 8 | 9) => Nature::Fee,
        (12, 1) => Nature::Chargeback,
        (12, 7) => Nature::ChargebackLost,
        (12, 2 | 5 | 8) => Nature::ChargebackOver,
        (13, _) => Nature::Memo,
        (15 | 21, _) => Nature::Hold,
        (20 | 22, _) => Nature::Transfer,
        _ => Nature::Unknown,
    }
}

/// The group of a code and its number in the group.
fn parts(code: &str) -> Option<(u8, u8)> {
    let digits = code.strip_prefix('T')?;
    let is_code = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (group, number) = digits.split_at_checked(2).filter(|_| is_code)?;
    Some((group.parse().ok()?, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_that_matter_are_known() {
        for (codes, expected) in [
            ("T0000 T0002 T0003 T0005 T0006 T0007", Nature::Payment),
            ("T0011 T0012 T0018 T0019", Nature::Payment),
            ("T0013", Nature::Donation),
            ("T0001 T0015 T0016 T0017", Nature::Transfer),
            ("T0106 T0107 T0114 T1108 T1109", Nature::Fee),
            ("T0200", Nature::Conversion),
            ("T0300 T0700 T1101 T1102", Nature::Funding),
            ("T0400 T0401 T0403 T0500 T0600", Nature::Withdrawal),
            ("T1106 T1107", Nature::Refund),
            ("T1105 T1110 T1111 T1500 T2101", Nature::Hold),
            ("T1201", Nature::Chargeback),
            ("T1207", Nature::ChargebackLost),
            ("T1202 T1205 T1208", Nature::ChargebackOver),
            ("T1300", Nature::Memo),
        ] {
            for code in codes.split(' ') {
                assert_eq!(nature(code), expected, "{code}");
            }
        }
    }

    #[test]
    fn a_new_code_is_decided_by_its_group_and_never_guessed() {
        for (code, expected) in [
            ("T0044", Nature::Payment),
            ("T0199", Nature::Fee),
            ("T0299", Nature::Conversion),
            ("T0399", Nature::Funding),
            ("T0499", Nature::Withdrawal),
            ("T1399", Nature::Memo),
            ("T1599", Nature::Hold),
            ("T1199", Nature::Unknown),
            ("T1299", Nature::Unknown),
            ("T9900", Nature::Unknown),
            ("T0008", Nature::Unknown),
            ("T006", Nature::Unknown),
            ("t0006", Nature::Unknown),
            ("T00é", Nature::Unknown),
            ("T+006", Nature::Unknown),
            ("", Nature::Unknown),
        ] {
            assert_eq!(nature(code), expected, "{code}");
        }
    }
}
