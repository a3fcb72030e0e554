//! The documents that have a schema: what they are called and what they are.

/// A document that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// `plexmgr.toml`
    Settings,
    /// `plans.yaml`
    Plans,
    /// `servers.yaml`
    Servers,
    /// `users/<handle>.yaml`
    User,
    /// `users.yaml`
    Users,
    /// `matching.yaml`
    Matching,
    /// `decisions/*.yaml`
    Decisions,
    /// `inbox.yaml`
    Inbox,
    /// What `snapshot` saves.
    Snapshot,
    /// What `plan` and `show` print.
    Plan,
    /// What `plan --out` saves.
    PlanFile,
    /// What `apply` prints.
    Apply,
    /// What `check` prints.
    Check,
    /// What `doctor` prints.
    Doctor,
    /// What `status` prints.
    Status,
    /// What `payments` prints.
    Payments,
    /// What `payments month` prints.
    PaymentsMonth,
    /// What `payments explain` prints.
    PaymentsExplain,
    /// What `find` prints.
    Find,
    /// What `user` prints.
    UserPage,
    /// What `comment` prints.
    Comment,
    /// What `history` prints.
    History,
    /// A line of `history.jsonl`.
    HistoryLine,
    /// What `history RUN` prints.
    Run,
    /// What `undo` prints.
    Undo,
    /// What `state check` prints.
    StateCheck,
    /// What `state restore` prints.
    StateRestore,
}

impl Name {
    /// Every document: first the files people write, then what plexmgr writes.
    pub const ALL: [Self; 27] = [
        Self::Settings,
        Self::Plans,
        Self::Servers,
        Self::User,
        Self::Users,
        Self::Matching,
        Self::Decisions,
        Self::Inbox,
        Self::Snapshot,
        Self::Plan,
        Self::PlanFile,
        Self::Apply,
        Self::Check,
        Self::Doctor,
        Self::Status,
        Self::Payments,
        Self::PaymentsMonth,
        Self::PaymentsExplain,
        Self::Find,
        Self::UserPage,
        Self::Comment,
        Self::History,
        Self::HistoryLine,
        Self::Run,
        Self::Undo,
        Self::StateCheck,
        Self::StateRestore,
    ];

    /// The documents that people write by hand, whose schemas editors use.
    pub const FILES: [Self; 8] = [
        Self::Settings,
        Self::Plans,
        Self::Servers,
        Self::User,
        Self::Users,
        Self::Matching,
        Self::Decisions,
        Self::Inbox,
    ];

    /// What is typed for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Plans => "plans",
            Self::Servers => "servers",
            Self::User => "user",
            Self::Users => "users",
            Self::Matching => "matching",
            Self::Decisions => "decisions",
            Self::Inbox => "inbox",
            Self::Snapshot => "snapshot",
            Self::Plan => "plan",
            Self::PlanFile => "plan-file",
            Self::Apply => "apply",
            Self::Check => "check",
            Self::Doctor => "doctor",
            Self::Status => "status",
            Self::Payments => "payments",
            Self::PaymentsMonth => "payment-month",
            Self::PaymentsExplain => "payment-steps",
            Self::Find => "find",
            Self::UserPage => "user-page",
            Self::Comment => "comment",
            Self::History => "history",
            Self::HistoryLine => "history-line",
            Self::Run => "run",
            Self::Undo => "undo",
            Self::StateCheck => "state-check",
            Self::StateRestore => "state-restore",
        }
    }

    /// Where the document is met, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Settings => "plexmgr.toml, the settings of a household",
            Self::Plans => "plans.yaml, the subscription plans",
            Self::Servers => "servers.yaml, the servers and their libraries",
            Self::User => "users/<handle>.yaml, one user",
            Self::Users => "users.yaml, all users in one file",
            Self::Matching => "matching.yaml, the rules for transactions",
            Self::Decisions => "decisions/*.yaml, decided transactions",
            Self::Inbox => "inbox.yaml, the transactions that wait",
            Self::Snapshot => "the file that snapshot --out saves",
            Self::Plan => "what plan and show print as JSON",
            Self::PlanFile => "what plan --out saves",
            Self::Apply => "what apply prints as JSON",
            Self::Check => "what check prints as JSON",
            Self::Doctor => "what doctor prints as JSON",
            Self::Status => "what status prints as JSON",
            Self::Payments => "what payments prints as JSON",
            Self::PaymentsMonth => "what payments month prints as JSON",
            Self::PaymentsExplain => "what payments explain prints as JSON",
            Self::Find => "what find prints as JSON",
            Self::UserPage => "what user prints as JSON",
            Self::Comment => "what comment prints as JSON",
            Self::History => "what history prints as JSON",
            Self::HistoryLine => "one line of a file in state/history",
            Self::Run => "what history RUN prints as JSON",
            Self::Undo => "what undo prints as JSON",
            Self::StateCheck => "what state check prints as JSON",
            Self::StateRestore => "what state restore prints as JSON",
        }
    }

    /// What is in the document.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Settings => {
                "The settings of a household. It must not contain secrets: tokens come from the \
                 environment, a file outside git, or a command."
            }
            Self::Plans => {
                "The subscription plans by their handles, which payments refer to. Exactly one plan \
                 is the default."
            }
            Self::Servers => {
                "The Plex servers by their handles, which shares refer to. plexmgr writes this file; \
                 notes and comments are the admins' own."
            }
            Self::User => {
                "A person; the name of the file is their handle. plexmgr keeps the values under \
                 `plex` up to date; everything else belongs to the admins and is never changed."
            }
            Self::Users => {
                "The people by their handles, all in one file. plexmgr keeps the values under \
                 `plex` up to date; everything else belongs to the admins and is never changed."
            }
            Self::Matching => {
                "The rules for transactions, in the order in which they are tried: the first one that \
                 fits decides. They concern new transactions and those that wait."
            }
            Self::Decisions => {
                "What is decided about single transactions, each by its account, `/` and its id. A \
                 transaction is decided in one file only; a decision stays after it was carried out."
            }
            Self::Inbox => {
                "The transactions that wait for a decision, each by its account, `/` and its id. plexmgr \
                 writes and removes the entries; a decision is written to a file in `decisions`."
            }
            Self::Snapshot => {
                "The answers of Plex at one moment, without any token, to be read with `--observed`."
            }
            Self::Plan => "Every difference between the records and Plex, in a fixed order.",
            Self::PlanFile => {
                "A saved plan: the output of `plan`, the digests of its inputs, and a digest of \
                 the whole file. A changed file is refused."
            }
            Self::Apply => "The applied plan, or a note that the saved plan was already applied.",
            Self::Check => "Whether settings and records are valid, and every problem of them.",
            Self::Doctor => {
                "Checks of the household's environment, and what to do about each finding."
            }
            Self::Status => "The standing of all users on one day, per person, server and plan.",
            Self::Payments => {
                "The money in the records: payments, and transactions that wait for a decision."
            }
            Self::PaymentsMonth => {
                "A month: what was due and what came, by plan and currency, and what is missing, stopped or \
                 was given back."
            }
            Self::PaymentsExplain => {
                "What becomes of one transaction, and every step that was tried on it."
            }
            Self::Find => "The users that a search found, with the values that match.",
            Self::UserPage => {
                "One user: standing, contacts, shares, payments, and the runs that changed them."
            }
            Self::Comment => "What was done to the comment of a pull request.",
            Self::History => "Every applied run, the oldest first.",
            Self::HistoryLine => {
                "A run, or one of its changes or files. A file holds one run and is never changed."
            }
            Self::Run => "One applied run with everything it changed.",
            Self::Undo => "The files that undoing a run restores, and those that stay.",
            Self::StateCheck => "The state of history and store.",
            Self::StateRestore => "The runs whose files were written back.",
        }
    }

    /// The `$id`: a name that stays, and no address.
    pub(super) fn id(self) -> String {
        format!("urn:plexmgr:schema:{}:1", self.word())
    }
}
