//! The wiring: the only room that knows every other one, the clock and the terminal.
//!
//! One file per command; what `plan` and `apply` share is in `prepare`, from a `wanted`; what saved plans need
//! besides in `planfile` and `saved_checks`. Start at [`run`].

mod adopt;
mod apply;
mod asked;
mod check;
mod clock;
mod comment;
mod complete;
mod completions;
mod consent;
mod context;
mod doctor;
mod draft_notices;
mod everyday;
mod everyday_users;
mod exclusive;
mod exit;
mod explain;
mod find_household;
mod formats;
mod git;
mod github;
mod hints;
mod history;
mod history_problems;
mod household_files;
mod init;
mod interrupts;
mod local;
mod log;
mod login;
mod lost_history;
mod machine;
mod man;
mod memory;
mod money;
mod next;
mod output;
mod output_file;
mod pager;
mod payments;
mod plan;
mod plan_output;
mod planfile;
mod prepare;
mod progress;
mod protected;
mod provenance;
mod read;
mod read_snapshot;
mod report;
mod report_error;
mod saved_checks;
mod schema;
mod show;
mod snapshot;
mod source_files;
mod sources;
mod stable_state;
mod state;
mod status;
mod store_failure;
mod streams;
mod undo;
mod user;
mod wanted;
mod workflow;

use crate::cli::{Cli, Command, Format};
use context::Context;

pub use complete::completed;
pub use exit::{Exit, Failure};
pub use log::log;
pub use report_error::{report_error, report_usage_error};

/// Does what was typed.
///
/// # Errors
/// Whatever stopped it, with the exit code and a hint.
pub fn run(cli: Cli) -> Result<Exit, Failure> {
    crate::process::forbid_core_dumps();
    let Cli { global, command } = cli;
    let context = Context::new(global, command.as_ref());
    let checked = formats::check(command.as_ref(), context.global.format);
    let done = checked.and_then(|()| done(&context, command.as_ref()));
    match context.global.format {
        Format::Github => github::ended(&context, done),
        _ => done,
    }
}

fn done(context: &Context, command: Option<&Command>) -> Result<Exit, Failure> {
    let Some(command) = command else {
        return next::run(context);
    };
    let done = match command {
        Command::Init(options) => init::run(context, options),
        Command::Login(options) => login::run(context, options),
        Command::Doctor(options) => doctor::run(context, options),
        Command::Check(options) => check::run(context, options),
        Command::Plan(options) => plan::run(context, options),
        Command::Apply(options) => apply::run(context, options),
        Command::Pay(options) => everyday::pay(context, options),
        Command::Confirm(options) => everyday::confirm(context, options),
        Command::Set(options) => everyday::set(context, options),
        Command::Switch(options) => everyday::switch(context, options),
        Command::Adopt(options) => adopt::run(context, options),
        Command::Rename(options) => everyday::rename(context, options),
        Command::Remove(options) => everyday::remove(context, options),
        Command::SetLayout(options) => everyday::set_layout(context, options),
        Command::Status(options) => status::run(context, options),
        Command::Payments(options) => payments::run(context, options),
        Command::Find(options) => user::run_find(context, options),
        Command::User(options) => user::run_user(context, options),
        Command::Report(options) => report::run(context, options),
        Command::Show(options) => show::run(context, options),
        Command::Comment(options) => comment::run(context, options),
        Command::Snapshot(options) => snapshot::run(context, options),
        Command::History(options) => history::run(context, options),
        Command::Undo(options) => undo::run(context, options),
        Command::Explain(options) => explain::run(&context.global, options),
        Command::State(options) => state::run(context, options),
        Command::Schema(options) => schema::run(options),
        Command::Completions(options) => completions::run(options),
        Command::Man(options) => man::run(context, options),
    };
    // A signal that came while something was written: that was finished first. One that ends the process now
    // counts more than a failure, which it may have caused.
    let came = context.interrupts.came();
    done.map(|exit| came.unwrap_or(exit))
}
