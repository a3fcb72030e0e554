//! The kinds of mistakes, each with the word that `plexmgr explain` knows.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// What sort of mistake a [`Problem`](super::Problem) is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ProblemCode {
            /// Every code, in the order of the pages that explain them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word shown behind a problem, in JSON and in tests.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

codes! {
    /// A key that means nothing where it stands.
    UnknownKey = "unknown_key",
    /// The same key twice in one mapping.
    DuplicateKey = "duplicate_key",
    /// A key that must be there, with a value.
    MissingKey = "missing_key",
    /// A list where a text belongs, and the like.
    WrongType = "wrong_type",
    /// A YAML tag that means nothing here.
    UnknownTag = "unknown_tag",
    /// A word that is not one of the few allowed ones.
    UnknownWord = "unknown_word",
    /// A number that is too small or too large.
    OutOfRange = "out_of_range",
    /// A text that is not a calendar day.
    BadDate = "bad_date",
    /// A text that is not a duration of a plan.
    BadDuration = "bad_duration",
    /// A text that is not an amount of money.
    BadAmount = "bad_amount",
    /// A text that is not an e-mail address.
    BadEmail = "bad_email",
    /// A text that cannot name a plan, server, library or user.
    BadHandle = "bad_handle",
    /// A text or number that is not an id of the required kind.
    BadId = "bad_id",
    /// A name that no account can have.
    BadName = "bad_name",
    /// A text that is not a transaction.
    BadTransaction = "bad_transaction",
    /// A text that is neither plain nor a regular expression.
    BadPattern = "bad_pattern",
    /// A time zone that does not exist.
    BadTimezone = "bad_timezone",
    /// A path that does not lead where it must.
    BadPath = "bad_path",
    /// An address that cannot be asked.
    BadUrl = "bad_url",
    /// Something about where a token is kept.
    BadToken = "bad_token",
    /// A format of dates that does not name a day.
    BadDateFormat = "bad_date_format",
    /// A payment that ends before it begins.
    EndBeforeStart = "end_before_start",
    /// A payment on a plan that is not declared.
    NoSuchPlan = "no_such_plan",
    /// A share of a server that is not recorded.
    NoSuchServer = "no_such_server",
    /// A share of a library that its server does not have.
    NoSuchLibrary = "no_such_library",
    /// A user who is named and not recorded.
    NoSuchUser = "no_such_user",
    /// A user is covered by themselves, or by a user who is covered too.
    BadCover = "bad_cover",
    /// The parts of a transaction do not add up to it.
    BadSplit = "bad_split",
    /// Keys that contradict each other.
    Contradiction = "contradiction",
    /// No plan is marked as the default.
    NoDefaultPlan = "no_default_plan",
    /// More than one plan is marked as the default.
    TwoDefaultPlans = "two_default_plans",
    /// One handle for two users or entries.
    DuplicateHandle = "duplicate_handle",
    /// One Plex id for two users.
    DuplicatePlexId = "duplicate_plex_id",
    /// One Discord id for two users.
    DuplicateDiscordId = "duplicate_discord_id",
    /// One machine identifier for two servers.
    DuplicateServer = "duplicate_server",
    /// One library twice.
    DuplicateLibrary = "duplicate_library",
    /// Two shares of one user on one server.
    DuplicateShare = "duplicate_share",
    /// One transaction for two payments.
    DuplicateTransaction = "duplicate_transaction",
    /// Two accounts with one name.
    DuplicateAccount = "duplicate_account",
    /// Two sources with one name.
    DuplicateSource = "duplicate_source",
    /// A text that is not YAML, or YAML that is not supported here.
    NotYaml = "not_yaml",
    /// Settings that are not TOML.
    NotToml = "not_toml",
    /// A line that git left where it could not merge.
    ConflictMarker = "conflict_marker",
    /// A line of the history that cannot be used.
    BadHistory = "bad_history",
    /// Bytes that are not text.
    NotUtf8 = "not_utf8",
    /// A file that is empty.
    EmptyFile = "empty_file",
    /// A file beyond the size any record file may have.
    TooLarge = "too_large",
    /// A file whose bytes could not be had.
    UnreadableFile = "unreadable_file",
    /// A file or folder among the records that is not read.
    StrayFile = "stray_file",
    /// There is no `plans.yaml`.
    NoPlansFile = "no_plans_file",
    /// A version of the settings that this program does not know.
    UnsupportedVersion = "unsupported_version",
    /// A warning: a payment that ends after the year 2100.
    FarEnd = "far_end",
    /// A warning: an amount in another currency than the price of its plan.
    OtherCurrency = "other_currency",
    /// A warning: a payment of an import that was never confirmed and ends soon.
    UnconfirmedPayment = "unconfirmed_payment",
    /// A warning: one PayPal address of two users.
    SharedPaypalEmail = "shared_paypal_email",
    /// A warning: a plan without users.
    UnusedPlan = "unused_plan",
    /// A warning: a plan in use without a price, where transactions are read.
    NoPrice = "no_price",
    /// A warning: a rule of `matching.yaml` that decides nothing.
    UnusedRule = "unused_rule",
    /// A warning: users in one file, and users with files of their own.
    TwoLayouts = "two_layouts",
}
