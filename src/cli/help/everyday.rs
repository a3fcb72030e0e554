//! The lessons of the commands that edit records.

use super::Lesson;
use super::texts::example;

/// What these commands teach.
pub(super) const LESSONS: [Lesson; 4] = [
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
        about: "Sets or removes values of users that belong to the admins: class, paypal_email, discord.id, \
                discord.username and notes.\n\n\
                Words with an equals sign are values, all others are users. Everything under `plex` follows \
                Plex and cannot be set.",
        examples: &[
            example(
                "where payments come from",
                "plexmgr set marlow paypal_email=pay@example.com",
            ),
            example(
                "two values at once",
                "plexmgr set marlow discord.id=80351110224678912 class=permanent",
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
];
