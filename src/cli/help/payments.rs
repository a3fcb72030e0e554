//! The lessons of the commands that show money.

use super::Lesson;
use super::texts::example;

/// What these commands teach.
pub(super) const LESSONS: [Lesson; 3] = [
    Lesson {
        command: "payments",
        about: "Shows the money in the records: what came, whose it is, what was given back, and what waits for \
                a decision and since when.\n\n\
                It asks no source, so it shows what the last `plexmgr apply` recorded. Payments that admins wrote \
                are listed with the day they were paid, or else with their first day. Guesses of imports are left \
                out.",
        examples: &[
            example("what waits for a decision", "plexmgr payments --open"),
            example("all money of one user", "plexmgr payments --user marlow"),
            example(
                "a year, for a spreadsheet",
                "plexmgr payments --from 2026-01-01 --format csv",
            ),
        ],
    },
    Lesson {
        command: "payments month",
        about: "Compares a month with what was due in it: expected and received by plan and currency, who has not \
                paid with their contacts, subscriptions that stopped, money that was given back, and what the next \
                month will bring if all users go on paying.\n\n\
                A payment is due on the last day that is paid for, and missing as long as no payment goes beyond \
                that day. Money that came before the month began is not expected in it. Fees and net are those of \
                the payments that the files of the sources still list; no service is asked.",
        examples: &[
            example("this month", "plexmgr payments month"),
            example(
                "for the accounts",
                "plexmgr payments month 2026-10 --format csv",
            ),
        ],
    },
    Lesson {
        command: "payments explain",
        about: "Shows what becomes of one transaction, every step that was tried on it, what each compared, and the \
                line that would decide it.\n\n\
                It works offline, for transactions that wait, are decided, or are recorded.",
        examples: &[
            example("why it waits", "plexmgr payments explain 5TY05013RG002845M"),
            example(
                "for a program",
                "plexmgr payments explain 5TY05013RG002845M --format json",
            ),
        ],
    },
];
