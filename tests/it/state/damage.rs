//! A store damaged anywhere is noticed or harmless, and never brings the program down.

use plexmgr::store::{Look, Machine, Recalled, recall};

use super::{applied_twice, bytes, put};
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";

/// The bytes before the first page, all of which are tried.
const HEADER: usize = 512;

fn recalled(sandbox: &Sandbox) -> Recalled {
    recall(&Machine::default(), &sandbox.state(), Look::Quick).unwrap()
}

#[test]
fn a_flipped_bit_is_noticed_or_harmless() {
    let sandbox = applied_twice();
    let whole = bytes(&sandbox, STORE);
    let expected = recalled(&sandbox).summary;
    assert_eq!(expected.runs, 2);
    let mut noticed = 0;
    let positions = (0..HEADER).chain((HEADER..whole.len()).step_by(257));
    for position in positions {
        let mut damaged = whole.clone();
        damaged[position] ^= 1 << (position % 8);
        put(&sandbox, STORE, &damaged);
        let recalled = recalled(&sandbox);
        noticed += usize::from(recalled.rebuilt_because.is_some());
        assert_eq!(recalled.summary, expected, "byte {position}");
        assert_eq!(recalled.pending, None, "byte {position}");
        assert_eq!(recalled.set_aside, 0, "byte {position}");
    }
    assert!(noticed > 0, "no damage was noticed at all");
}

#[test]
fn a_store_cut_off_anywhere_is_noticed() {
    let sandbox = applied_twice();
    let whole = bytes(&sandbox, STORE);
    let expected = recalled(&sandbox).summary;
    let ends = [0, 1, 2, 9, 64, 320, 511, 4095, 4096, whole.len() - 1];
    for length in ends.into_iter().chain((0..whole.len()).step_by(1021)) {
        put(&sandbox, STORE, &whole[..length]);
        let recalled = recalled(&sandbox);
        assert!(
            recalled.rebuilt_because.is_some(),
            "cut off after {length} bytes"
        );
        assert_eq!(recalled.summary, expected, "cut off after {length} bytes");
    }
}
