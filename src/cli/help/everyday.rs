//! The lessons of the commands that edit records.

use super::Lesson;
use super::texts::example;

/// What these commands teach.
pub(super) const LESSONS: [Lesson; 8] = [
    Lesson {
        command: "pay",
        about: "Records a payment that came.\n\n\
                It continues the period before it if that ended at most `grace_days` before the day paid, \
                otherwise it starts on that day; a guess of an import is not a period before it. Amount, \
                periods and last day have to agree with the price of the plan. It shows the diff, asks, and \
                is a run in the history that `plexmgr undo` takes back.\n\n\
                Users who departed and permanent users are left out of `--where`, unless it names their \
                standing.",
        examples: &[
            example("marlow paid today", "plexmgr pay marlow"),
            example(
                "a year, last week",
                "plexmgr pay marlow --plan yearly --on 2026-11-20",
            ),
            example("three months at once", "plexmgr pay marlow --amount 15.00"),
            example(
                "all who pay monthly",
                "plexmgr pay --where plan=monthly --on 2026-12-01",
            ),
        ],
    },
    Lesson {
        command: "confirm",
        about: "Confirms the payment that an import guessed, or puts it right first.\n\n\
                A confirmed payment has `origin: manual`, and later payments continue its period. With \
                `--plan` it lasts as long as that plan, unless `--until` gives the last day.",
        examples: &[
            example("the guess is right", "plexmgr confirm marlow"),
            example(
                "paid until March",
                "plexmgr confirm marlow --until 2027-03-01",
            ),
            example("all guesses are right", "plexmgr confirm --all"),
        ],
    },
    Lesson {
        command: "set",
        about: "Sets or removes values of users that belong to the admins: class, paypal_email, pays_from, \
                covered_by, discord.id, discord.username and notes.\n\n\
                Words with an equals sign are values, all others are users. `+=` adds to the list pays_from. \
                Everything under `plex` follows \
                Plex and cannot be set.",
        examples: &[
            example(
                "where payments come from",
                "plexmgr set marlow paypal_email=pay@example.com",
            ),
            example(
                "two values at once",
                "plexmgr set marlow discord.username=m class=permanent",
            ),
            example(
                "one more address or bank account",
                "plexmgr set marlow pays_from+=marlow.old@example.com",
            ),
            example("remove the notes", "plexmgr set marlow notes="),
        ],
    },
    Lesson {
        command: "switch",
        about: "Sets the plan of the next payment.\n\n\
                Payments that exist stay as they are; the plan shows until when they last.",
        examples: &[
            example(
                "marlow pays yearly from now on",
                "plexmgr switch marlow --plan yearly",
            ),
            example(
                "all of a plan",
                "plexmgr switch --where plan=summer --plan monthly",
            ),
        ],
    },
    Lesson {
        command: "rename",
        about: "Gives a user, plan, server or library another handle, with every reference to it.\n\n\
                All files are written in one run. If that run is interrupted, the records may be invalid until \
                the next run finishes it. Names at Plex stay as they are.",
        examples: &[
            example("a user", "plexmgr rename user marlow marlow.b"),
            example(
                "a plan and all payments for it",
                "plexmgr rename plan monthly standard",
            ),
            example("a library", "plexmgr rename library atlas/movies films"),
        ],
    },
    Lesson {
        command: "remove",
        about: "Removes a user, server, library or plan from the records, with every reference to it.\n\n\
                A plan that a payment names stays, and so does the default plan. A user who still shares \
                something and a server that Plex may still list need `--anyway`; a server in `ignore_servers` does \
                not. Users whom the removal of a server leaves without a share depart. Nothing at Plex is changed: what Plex still lists comes \
                back with the next `plexmgr apply`.\n\n\
                With `--erase` the history keeps nothing of the user's record, so the run cannot be undone; git \
                still holds earlier commits.",
        examples: &[
            example("a user who left", "plexmgr remove user bruno"),
            example(
                "a server that is gone",
                "plexmgr remove server borealis --anyway",
            ),
            example("a user, for good", "plexmgr remove user bruno --erase"),
        ],
    },
    Lesson {
        command: "set-layout",
        about: "Writes each user into a file of their own, or all users into one file.\n\n\
                Values, order and comments stay. A comment that belongs to no user is refused with its place. \
                Write the same `layout` into `[records]` in plexmgr.toml afterwards, because imported users are \
                written there.",
        examples: &[
            example("all in one file", "plexmgr set-layout single-file"),
            example("one file per user", "plexmgr set-layout file-per-user"),
        ],
    },
    Lesson {
        command: "adopt",
        about: "Takes a spreadsheet of people over into the records: CSV, TSV, XLSX or ODS.\n\n\
                Columns are known by their usual names, as in E-mail, Username, Plan, Paid until, PayPal, \
                Discord id, Subscription id, Class and Notes; other columns are mapped with `--map` to plex_id, \
                handle, email, username, name, plan, start, end, paypal_email, discord.id, discord.username, \
                subscription_id, class or notes.\n\n\
                A row is about the one user who has its Plex id, handle, e-mail address or user name. It fills in \
                what is missing and replaces the payment that an import guessed. Other values stay unless \
                `--prefer file` is given, and a payment that an admin recorded stays always. Rows that match no \
                user, match several, or have a value that cannot be used are left and listed; the exit code is \
                then 7.\n\n\
                A date such as 03/04/2026 is read by the other dates of its column, or by `--date-format`, which \
                takes %d, %m, %Y, %y and %b. Without a start the period starts as imported, if that is before the \
                end, otherwise one period before the end. Nothing is written twice: a second run finds nothing \
                to do.",
        examples: &[
            example(
                "see what a file would change",
                "plexmgr adopt members.csv --dry-run",
            ),
            example(
                "a column with another name",
                "plexmgr adopt members.csv --map Paid=end",
            ),
            example(
                "dates begin with the day",
                "plexmgr adopt members.csv --date-format %d/%m/%Y",
            ),
            example(
                "row 4 is marlow, and others are new",
                "plexmgr adopt members.csv --row 4=marlow --create",
            ),
        ],
    },
];
