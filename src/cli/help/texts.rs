//! The lessons: what each command is for, and how it is used.

use super::{Example, Lesson};

pub(super) const fn example(purpose: &'static str, line: &'static str) -> Example {
    Example { purpose, line }
}

/// What every command teaches.
pub(super) const LESSONS: [Lesson; 22] = [
    Lesson {
        command: "init",
        about: "Creates the skeleton of a household: settings, one plan and an ignore file.\n\n\
                Existing files are never overwritten, so it can be run again to restore missing \
                ones. A household is a folder of YAML records and is meant to be tracked in git.",
        examples: &[
            example("in this folder", "plexmgr init"),
            example("in a new one", "plexmgr init people"),
        ],
    },
    Lesson {
        command: "check",
        about: "Validates settings, records and history, and reports all problems of all files at once.\n\n\
                It needs neither network nor token, so it can run for every commit and every pull \
                request. `plexmgr explain` describes the word in brackets after a problem. Warnings do not \
                change the exit code.",
        examples: &[
            example("before a commit", "plexmgr check"),
            example("now and then, also what is odd", "plexmgr check --warnings"),
            example("for a program", "plexmgr check --format json"),
        ],
    },
    Lesson {
        command: "plan",
        about: "Reads the records, asks Plex, and shows what `plexmgr apply` would write: a line per \
                change with its reason, the diff of every file, and notes.\n\n\
                It writes nothing, except the plan itself with `--out`. What Plex does not answer, or \
                answers with contradictions, is unknown: changes that rest on it are held back, and \
                the exit code is 8.",
        examples: &[
            example("what would change?", "plexmgr plan"),
            example("without diffs, with reasons", "plexmgr plan --brief -v"),
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
        about: "Shows the same as `plexmgr plan`, asks for confirmation, and writes the changes \
                into the records.\n\n\
                Comments and layout of the files stay. A saved plan is applied exactly, without \
                asking, or refused if anything changed since it was made. Guards refuse plans that \
                look like an accident; `--accept` consents to exactly one number. Nothing at Plex \
                is ever changed.\n\n\
                If stdin is not a terminal, `--yes` or a saved plan is required. `--dry-run` takes \
                no lock and writes nothing.",
        examples: &[
            example("review, confirm, write", "plexmgr apply"),
            example("in a job, without a terminal", "plexmgr apply --yes"),
            example("exactly the reviewed plan", "plexmgr apply plan.json"),
            example(
                "seven people really left",
                "plexmgr apply --accept departures=7",
            ),
        ],
    },
    Lesson {
        command: "show",
        about: "Shows a saved plan as `plexmgr plan` showed it.\n\n\
                It reads only the file, so it needs neither a household nor a token, for example \
                to review a plan that a job has made.",
        examples: &[
            example("all of it", "plexmgr show plan.json"),
            example("the changes alone", "plexmgr show --brief plan.json"),
        ],
    },
    Lesson {
        command: "snapshot",
        about: "Saves the answers of Plex into a file, for `--observed`.\n\n\
                The file contains no token, but names and e-mail addresses of people. With a \
                snapshot, plans can be made without access to the tokens. With `--sources` it also \
                contains the transactions of all sources of payments, with names, addresses and \
                bank accounts of the payers; such a file does not belong where others read along.",
        examples: &[
            example("of all accounts", "plexmgr snapshot --out observed.json"),
            example(
                "of one account",
                "plexmgr snapshot --out main.json --account main",
            ),
            example(
                "with transactions",
                "plexmgr snapshot --out observed.json --sources",
            ),
        ],
    },
    Lesson {
        command: "history",
        about: "Shows what was applied in this household: when, by whom, on which commit.\n\n\
                With a run, named by the first digits of its id or `latest`, it shows every change the \
                run made and every file it wrote.",
        examples: &[
            example("all runs", "plexmgr history"),
            example("everything about the last run", "plexmgr history latest"),
            example("for a program", "plexmgr history --format json"),
        ],
    },
    Lesson {
        command: "undo",
        about: "Restores the files that one run wrote, byte for byte.\n\n\
                A file that was edited since then is skipped and shown. Both runs stay in the \
                history. Nothing at Plex is changed, so the next plan shows the same changes \
                again.\n\n\
                It asks before it writes; if stdin is not a terminal, `--yes` is required. \
                `--dry-run` takes no lock and writes nothing.",
        examples: &[
            example("what would it restore?", "plexmgr undo latest --dry-run"),
            example("review, confirm, restore", "plexmgr undo latest"),
            example("without asking", "plexmgr undo latest --yes"),
        ],
    },
    Lesson {
        command: "explain",
        about: "Describes a code, the reason for it and what to do: the codes of problems, \
                notices, guards and changes, and exit codes by word or number.\n\n\
                It needs neither a household nor a network.",
        examples: &[
            example("all codes", "plexmgr explain"),
            example("the word in brackets", "plexmgr explain unknown_key"),
            example("an exit code", "plexmgr explain 4"),
        ],
    },
    Lesson {
        command: "state",
        about: "Checks the state folder, and writes runs back into it.\n\n\
                The files in state/history are the truth about what was applied, and are \
                committed. The store is a cache; the next `plexmgr apply` writes a missing or \
                damaged one again.",
        examples: &[
            example("are history and store in order?", "plexmgr state check"),
            example("bring back all runs", "plexmgr state restore --all"),
        ],
    },
    Lesson {
        command: "state check",
        about: "Reads and hashes the whole history, and checks the store. It writes nothing.",
        examples: &[
            example("are history and store in order?", "plexmgr state check"),
            example("for a program", "plexmgr state check --format json"),
        ],
    },
    Lesson {
        command: "state restore",
        about: "Writes the files of runs back into state/history that the store knows and the working \
                tree lacks, because a branch was thrown away or an older commit is checked out.\n\n\
                Records are never written.",
        examples: &[
            example("one of them", "plexmgr state restore 3f2a91bc"),
            example("all of them", "plexmgr state restore --all"),
        ],
    },
    Lesson {
        command: "login",
        about: "Signs in to Plex in a browser, and prints the token of the account.\n\n\
                Only the token is written to stdout, and it is not stored. Instructions on stderr \
                describe how to store it where the settings expect it.",
        examples: &[
            example("the only account", "plexmgr login"),
            example("one of several", "plexmgr login --account main"),
        ],
    },
    Lesson {
        command: "doctor",
        about: "Checks everything that could make a run fail: settings, records, tokens and their \
                owners, the clock, ignored files in git, and permissions.\n\n\
                It changes nothing. Every finding has a hint.",
        examples: &[
            example("run all checks", "plexmgr doctor"),
            example("without asking plex.tv", "plexmgr doctor --offline"),
        ],
    },
    Lesson {
        command: "status",
        about: "Shows which users are active, expiring, expired, permanent and departed, and what \
                their records lack: a confirmed payment, a PayPal address, a Discord id.\n\n\
                It reads only the records. Days count from `--today`.",
        examples: &[
            example("all users", "plexmgr status"),
            example(
                "who has to pay, with contacts?",
                "plexmgr status --due --expiring-within 7",
            ),
            example(
                "some users",
                "plexmgr status --where plan=monthly,standing=active",
            ),
            example("for a spreadsheet", "plexmgr status --format csv"),
        ],
    },
    Lesson {
        command: "find",
        about: "Searches the users by handle, name, e-mail address, PayPal address, Discord, Plex id, \
                subscription, transaction and notes.\n\n\
                Case and accents do not count. With several texts, a user has to match all of them.",
        examples: &[
            example("whose address is it?", "plexmgr find someone@example.com"),
            example("two parts of what is known", "plexmgr find cap film"),
        ],
    },
    Lesson {
        command: "user",
        about: "Shows everything about one user: how they stand, their contacts, shares and payments, \
                and the applied runs that changed them.\n\n\
                The user is named by handle, Plex id or any recorded e-mail address.",
        examples: &[
            example("one user", "plexmgr user marlow"),
            example(
                "by address, for a program",
                "plexmgr user m@example.com --format json",
            ),
        ],
    },
    Lesson {
        command: "report",
        about: "Writes what `plexmgr status` shows as one HTML page, with a timeline of expiries, the \
                shares per server and the history of imports.\n\n\
                The page needs no network. It contains names, so its file is readable only by its owner.",
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
        about: "Shows a saved plan in one comment on a pull request at GitHub.\n\n\
                A hidden marker identifies the comment, so each household has one comment, which \
                is updated. A plan without changes creates no comment, but updates an existing \
                one. Private values are masked unless `--show-pii` is given.\n\n\
                The exit code is 1 if GitHub cannot be reached or refuses, 5 if the file is not a \
                saved plan, and 64 if repository, pull request or token are missing.",
        examples: &[
            example("preview", "plexmgr comment plan.json --dry-run"),
            example(
                "in a workflow, which sets the rest",
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
                It needs no household. `plexmgr init` stores the schemas of the records for editors.",
        examples: &[
            example("list the schemas", "plexmgr schema"),
            example("the schema of a user's record", "plexmgr schema user"),
        ],
    },
    Lesson {
        command: "completions",
        about: "Prints the completion script of a shell. It completes commands and options, and the users, \
                plans, servers and runs of the household.\n\n\
                The script asks plexmgr for names, which reads files and nothing else. For bash, add \
                `source <(plexmgr completions bash)` to ~/.bashrc; for fish, \
                `plexmgr completions fish | source` to its configuration.",
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
