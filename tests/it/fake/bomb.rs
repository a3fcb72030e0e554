//! Gzip streams that unpack to far more, or far less, than they seem.

use std::sync::OnceLock;

use flate2::{Compress, Compression, Crc, FlushCompress};

/// The parts of a gzip stream that can be repeated at no cost.
pub(crate) struct Bomb {
    /// Header and the beginning of a users list.
    start: Vec<u8>,
    block: Vec<u8>,
    block_crc: Crc,
    /// A whole stream that unpacks to nothing.
    empty_member: Vec<u8>,
}

const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
const FINAL_EMPTY_BLOCK: [u8; 2] = [3, 0];
const MILLION: usize = 1_000_000;
const PROMISING: &[u8; 25] = b"<MediaContainer size=\"1\">";

/// The one bomb; its block is compressed once.
pub(crate) fn bomb() -> &'static Bomb {
    static BOMB: OnceLock<Bomb> = OnceLock::new();
    BOMB.get_or_init(|| {
        let million = vec![b' '; MILLION];
        let mut block = Vec::with_capacity(MILLION);
        let mut compress = Compress::new(Compression::best(), false);
        compress
            .compress_vec(&million, &mut block, FlushCompress::Full)
            .expect("memory is compressed into memory that is large enough");
        let mut empty_member = GZIP_HEADER.to_vec();
        empty_member.extend(FINAL_EMPTY_BLOCK);
        empty_member.extend([0; 8]);
        // A stored block: type, length, inverted length, bytes.
        let mut start = GZIP_HEADER.to_vec();
        start.extend([0, 25, 0, !25, 255]);
        start.extend(PROMISING);
        let block_crc = crc_of(&million);
        Bomb {
            start,
            block,
            block_crc,
            empty_member,
        }
    })
}

fn crc_of(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

impl Bomb {
    /// Begins a stream that is never meant to end.
    pub(crate) fn start(&self) -> &[u8] {
        &self.start
    }

    /// Unpacks to a million blanks; may follow the start and itself any number of times.
    pub(crate) fn block(&self) -> &[u8] {
        &self.block
    }

    pub(crate) fn empty_member(&self) -> &[u8] {
        &self.empty_member
    }

    /// A complete stream: the beginning of a users list, then so many million blanks.
    pub(crate) fn whole(&self, millions: u64) -> Vec<u8> {
        let mut stream = self.start.clone();
        let mut crc = crc_of(PROMISING);
        for _ in 0..millions {
            stream.extend_from_slice(&self.block);
            crc.combine(&self.block_crc);
        }
        stream.extend(FINAL_EMPTY_BLOCK);
        stream.extend(crc.sum().to_le_bytes());
        stream.extend(crc.amount().to_le_bytes());
        stream
    }
}
