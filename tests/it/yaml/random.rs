//! A small generator of choices: from a seed, so that every case can be made again from its number,
//! or from the bytes of an input, so that a fuzzer can change one choice and keep the others.

/// A stream of choices: the bytes given, then splitmix64.
pub(super) struct Random {
    bytes: std::vec::IntoIter<u8>,
    state: u64,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            bytes: Vec::new().into_iter(),
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d,
        }
    }

    /// Choices that follow the bytes; behind their end all inputs go on alike.
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into_iter(),
            ..Self::new(0)
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = match self.bytes.next() {
            None => self.next(),
            Some(byte) if end <= 256 => u64::from(byte),
            Some(byte) => {
                let more = (&mut self.bytes).take(3);
                more.fold(u64::from(byte), |number, byte| {
                    number << 8 | u64::from(byte)
                })
            }
        };
        (number % end as u64) as usize
    }

    /// True in `percent` of 100 cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
