//! The lessons: what each command is for, and how it is used.

use super::{Example, Lesson};

const fn example(purpose: &'static str, line: &'static str) -> Example {
    Example { purpose, line }
}

/// What every command teaches.
pub const LESSONS: [Lesson; 21] = [
    Lesson {
        command: "init",
        about: "Makes the skeleton of a household: settings, one plan and an ignore file.\n\n\
                No file that is there is overwritten, so it may be run again to get back what is \
                missing. A household is a folder of YAML records and is meant to be kept in git.",
        examples: &[
            example("in this folder", "plexmgr init"),
            example("in a new one", "plexmgr init people"),
        ],
    },
    Lesson {
        command: "check",
        about: "Checks settings, records and history, and reports every problem of every file at once.\n\n\
                It needs no network and no token, so it suits every commit and every pull request. \
                The word in brackets behind a problem can be asked about with `plexmgr explain`.",
        examples: &[
            example("before a commit", "plexmgr check"),
            example("for a program", "plexmgr check --format json"),
        ],
    },
    Lesson {
        command: "plan",
        about: "Reads the records, asks Plex, and shows what `plexmgr apply` would write: a line per \
                change with its reason, the diff of every file, and notes.\n\n\
                It writes nothing, except for the plan itself with `--out`. An account that Plex \
                answered badly is unknown: nothing is concluded from it, and the exit code is 8.",
        examples: &[
            example("what would change?", "plexmgr plan"),
            example("without diffs, but why", "plexmgr plan --brief -v"),
            example(
                "without asking Plex",
                "plexmgr plan --observed observed.json",
            ),
            example(
                "save it, to apply exactly this",
                "plexmgr plan --out plan.json",
            ),
        ],
    },
    Lesson {
        command: "apply",
        about: "Shows what `plexmgr plan` shows, asks, and writes it into the records.\n\n\
                Comments and layout of the files stay. A saved plan is applied as it is, without \
                asking, or refused if anything moved since it was made. Guards refuse what looks \
                like an accident; `--accept` consents to exactly one number. Nothing at Plex is \
                ever changed.\n\n\
                Where stdin is not a terminal, it needs `--yes` or a saved plan. `--dry-run` takes \
                no lock and writes nothing.",
        examples: &[
            example("look, say yes, write", "plexmgr apply"),
            example("in a job, without a terminal", "plexmgr apply --yes"),
            example(
                "what was reviewed, and nothing else",
                "plexmgr apply plan.json",
            ),
            example(
                "seven people really left",
                "plexmgr apply --accept departures=7",
            ),
        ],
    },
    Lesson {
        command: "show",
        about: "Shows a saved plan as `plexmgr plan` showed it.\n\n\
                It reads nothing but the file, so it works without a household and without a token, \
                for instance to review a plan that a job has made.",
        examples: &[
            example("all of it", "plexmgr show plan.json"),
            example("the changes alone", "plexmgr show --brief plan.json"),
        ],
    },
    Lesson {
        command: "snapshot",
        about: "Saves what Plex says into a file, for `--observed`.\n\n\
                There is no token in it, but names and e-mail addresses of people are. With a \
                snapshot, plans can be made where nobody may know the tokens.",
        examples: &[
            example("of all accounts", "plexmgr snapshot --out observed.json"),
            example(
                "of one account",
                "plexmgr snapshot --out main.json --account main",
            ),
        ],
    },
    Lesson {
        command: "history",
        about: "Shows what was applied in this household: when, by whom, on which commit.\n\n\
                With the number of a run, every change it made and every file it wrote.",
        examples: &[
            example("all runs", "plexmgr history"),
            example("everything about run 1", "plexmgr history 1"),
            example("for a program", "plexmgr history --format json"),
        ],
    },
    Lesson {
        command: "undo",
        about: "Takes back what one run wrote, byte for byte.\n\n\
                A file that somebody edited since then is kept as it is, and shown. The history \
                keeps both runs. What people did at Plex is not touched: the next plan shows it \
                again.\n\n\
                It asks before it writes; where stdin is not a terminal, it needs `--yes`. \
                `--dry-run` takes no lock and writes nothing.",
        examples: &[
            example("what would it take back?", "plexmgr undo 1 --dry-run"),
            example("look, say yes, take back", "plexmgr undo 1"),
            example("without asking", "plexmgr undo 1 --yes"),
        ],
    },
    Lesson {
        command: "explain",
        about: "Says what a code means, why plexmgr does that and what to do: the codes of problems, \
                notices, guards and changes, and exit codes by word or number.\n\n\
                It needs no household and no network.",
        examples: &[
            example("all codes", "plexmgr explain"),
            example("the word in brackets", "plexmgr explain unknown_key"),
            example("an exit code", "plexmgr explain 4"),
        ],
    },
    Lesson {
        command: "state",
        about: "Cares for the store in the state folder, which remembers what earlier runs did.\n\n\
                It is rarely needed: a store that is missing or damaged is made anew from the \
                history by the next `plexmgr apply`.",
        examples: &[
            example("is everything in order?", "plexmgr state check"),
            example("make the store anew", "plexmgr state rebuild"),
        ],
    },
    Lesson {
        command: "state check",
        about: "Tells whether store and history agree. It writes nothing.",
        examples: &[
            example("is everything in order?", "plexmgr state check"),
            example("for a program", "plexmgr state check --format json"),
        ],
    },
    Lesson {
        command: "state export",
        about: "Prints everything the store holds.\n\n\
                As text it is a history.jsonl, with which a lost one can be replaced.",
        examples: &[
            example("as lines of a history", "plexmgr state export"),
            example("as one document", "plexmgr state export --format json"),
        ],
    },
    Lesson {
        command: "state rebuild",
        about: "Makes the store anew from the history and the records.\n\n\
                What an interrupted run began is finished first. Everybody who is recorded counts \
                as imported, so that nobody gets a second default payment.",
        examples: &[
            example("make the store anew", "plexmgr state rebuild"),
            example(
                "while another run may be writing",
                "plexmgr state rebuild --lock-timeout 5m",
            ),
        ],
    },
    Lesson {
        command: "login",
        about: "Signs in to Plex in a browser, and prints the token of the account.\n\n\
                The token stands alone on stdout and is stored nowhere; what is said beside it tells \
                how to store it where the settings look for it.",
        examples: &[
            example("the only account", "plexmgr login"),
            example("one of several", "plexmgr login --account main"),
        ],
    },
    Lesson {
        command: "doctor",
        about: "Looks for whatever could make a run fail: settings, records, tokens and their owners, \
                the clock, what git ignores, and permissions.\n\n\
                It changes nothing. Every finding says what to do about it.",
        examples: &[
            example("look at everything", "plexmgr doctor"),
            example("without asking plex.tv", "plexmgr doctor --offline"),
        ],
    },
    Lesson {
        command: "status",
        about: "Shows who is active, expiring, expired, permanent and departed, and what the records \
                lack: a confirmed payment, a PayPal address, a Discord id.\n\n\
                It reads the records alone and asks nobody. Days count from `--today`.",
        examples: &[
            example("everybody", "plexmgr status"),
            example(
                "who has to be reminded this week?",
                "plexmgr status --only expiring --expiring-within 7",
            ),
            example("for a spreadsheet", "plexmgr status --format csv"),
        ],
    },
    Lesson {
        command: "report",
        about: "Writes what `plexmgr status` shows as one HTML page, with a timeline of expiries, the \
                shares per server and the history of imports.\n\n\
                The page needs no network. It names people, so its file can be read by its owner only.",
        examples: &[
            example(
                "a page to open in a browser",
                "plexmgr report --out report.html",
            ),
            example(
                "with a longer look ahead",
                "plexmgr report --out r.html --expiring-within 30d",
            ),
        ],
    },
    Lesson {
        command: "comment",
        about: "Tells a pull request on GitHub what a saved plan says, in one comment.\n\n\
                The comment is found again by a hidden marker, so each household has one that is kept \
                up to date. A plan without changes makes no comment, but an earlier one then says so. \
                Private values are masked unless `--show-pii` is given.\n\n\
                The exit code is 1 when GitHub could not be reached or refused, 5 when the file is no \
                saved plan, and 64 when repository, pull request or token are missing.",
        examples: &[
            example("look at it first", "plexmgr comment plan.json --dry-run"),
            example(
                "in a workflow, which knows the rest",
                "plexmgr comment plan.json",
            ),
            example(
                "somewhere else",
                "plexmgr comment plan.json --repo octocat/home --pr 12",
            ),
        ],
    },
    Lesson {
        command: "schema",
        about: "Prints the JSON Schema of a file or of what a command prints, for editors and CI.\n\n\
                It needs no household. `plexmgr init` stores those of the records for editors.",
        examples: &[
            example("which are there?", "plexmgr schema"),
            example("of a user's record", "plexmgr schema user"),
        ],
    },
    Lesson {
        command: "completions",
        about: "Prints the script with which a shell completes commands and options of plexmgr.",
        examples: &[
            example("for bash", "plexmgr completions bash"),
            example("for zsh", "plexmgr completions zsh"),
        ],
    },
    Lesson {
        command: "man",
        about: "Prints the manual, or writes it as one page per command.",
        examples: &[
            example("the page of plexmgr itself", "plexmgr man"),
            example("all pages, in this folder", "plexmgr man --out ."),
        ],
    },
];
