//! The small types every room uses: ids, dates, addresses, handles, money.
//!
//! Each is a newtype that can only hold what its name says, so two strings cannot be swapped and a
//! value read from outside is checked exactly once. Nothing here does I/O or reads a clock.

mod class;
mod date;
mod days;
mod digest;
mod dispute;
mod duration;
mod email;
mod handle;
mod ids;
pub mod json_schema;
mod local_time;
mod money;
mod origin;
mod pattern;
mod place;
mod run_id;
mod span;
mod text;
mod transaction_key;

pub use class::{Class, ClassError};
pub use date::{Date, DateError, Moment, Timestamp, TimestampError};
pub use days::{Days, DaysError};
pub use digest::{Digest, DigestError, ShortDigest};
pub use dispute::{DisputeOutcome, DisputeOutcomeError};
pub use duration::{DurationError, DurationUnit, PlanDuration};
pub use email::{Email, EmailError, folded, identity};
pub use handle::{Handle, HandleError};
pub use ids::{
    AccountName, AccountNameError, DiscordId, DiscordIdError, LibraryId, MachineId, MachineIdError,
    PlexId,
};
pub use local_time::{LocalTime, LocalTimeError};
pub use money::{Currency, CurrencyError, Money, MoneyError, SignedMoney, TooManyDecimals};
pub use origin::{PaymentOrigin, PaymentOriginError};
pub use pattern::{TextPattern, TextPatternError};
pub use place::{Place, Placed};
pub use run_id::RunId;
pub use span::{TimeSpan, TimeSpanError};
pub use text::{MASK, SHOWN_CHARS, counted, escaped, is_hidden, shown};
pub use transaction_key::{SourceName, SourceNameError, TransactionKey, TransactionKeyError};
