//! The standing of all users, as Markdown: the counts first, then all users, then servers and plans.

use super::due;
use crate::render::kit::Privacy;
use crate::render::kit::markdown::budget::{MOST_BYTES, Section, push_sections};
use crate::render::kit::markdown::escape::{Voice, code};
use crate::render::status::words::{
    all_lacking, capital, counted, missing, selection, shares, until, when,
};
use crate::status::{Counts, StandingKind, Status, UserStatus};
use crate::vocabulary::{Date, Days, shown};

/// The status in at most [`MOST_BYTES`] bytes.
#[must_use]
pub fn markdown(status: &Status<'_>, privacy: Privacy) -> String {
    let voice = Voice { privacy };
    let mut text = format!("## Status on {}\n\n", status.today);
    if let Some(selection) = selection(status) {
        text.push_str(&format!("Selection: {}.\n\n", voice.sentence(&selection)));
    }
    if let Some(grace) = status.asked.due {
        text.push_str(&format!("**{}**\n\n", due::counted(status, grace)));
        let people = due_people(status, grace, voice);
        text.push_str(&people.within(MOST_BYTES.saturating_sub(text.len())));
        text.truncate(text.trim_end().len());
        text.push('\n');
        return text;
    }
    text.push_str(&format!("**{}**\n\n", counted(status)));
    if let Some(missing) = missing(status.counts) {
        text.push_str(&format!("{missing}\n\n"));
    }
    if !status.users.is_empty() {
        let sections = [
            people(status, voice),
            servers(status, voice),
            plans(status, voice),
        ];
        push_sections(&mut text, &sections);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn people(status: &Status<'_>, voice: Voice) -> Section {
    let rows = status.users.iter();
    Section {
        opening: "### People\n\n\
                  | Standing | User | Name | Paid until | When | Plan | Servers | Missing |\n\
                  | --- | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: rows.map(|user| person(user, status.today, voice)).collect(),
        nouns: ["person", "people"],
    }
}

fn person(user: &UserStatus<'_>, today: Date, voice: Voice) -> String {
    let plan = user.plan().map_or("", |plan| plan.as_str());
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
        user.standing.kind().word(),
        code(user.handle.as_str()),
        voice.name(user.name().unwrap_or_default()),
        until(user.standing),
        when(user.standing, today),
        code(plan),
        code(&shown(&shares(user))),
        all_lacking(user),
    )
}

/// Who has to pay, with the addresses as far as they may be read.
fn due_people(status: &Status<'_>, grace: Days, voice: Voice) -> Section {
    let row = |user: &UserStatus<'_>| {
        let record = user.record;
        let email = record
            .plex
            .email
            .as_ref()
            .map_or("", |email| email.as_str());
        let paypal = record.paypal_email.as_ref();
        format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            user.due(status.today, grace).map_or("", due::word),
            code(user.handle.as_str()),
            until(user.standing),
            when(user.standing, status.today),
            voice.name(email),
            voice.name(paypal.map_or("", |email| email.as_str())),
            voice.name(&due::discord(user)),
        )
    };
    Section {
        opening: "### Due\n\n\
                  | Due | User | Paid until | When | E-mail | PayPal | Discord |\n\
                  | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: status.users.iter().map(row).collect(),
        nouns: ["person", "people"],
    }
}

fn servers(status: &Status<'_>, voice: Voice) -> Section {
    let rows = status.servers.iter().map(|server| {
        let name = server.record.name.as_ref().map_or("", |name| name.as_str());
        counted_row(
            &code(server.handle.as_str()),
            &voice.name(name),
            server.counts,
        )
    });
    counted_table("Server", rows.collect(), ["server", "servers"])
}

fn plans(status: &Status<'_>, voice: Voice) -> Section {
    let rows = status.plans.iter().map(|plan| {
        let name = plan.record.name.as_ref().map_or("", |name| name.as_str());
        counted_row(&code(plan.handle.as_str()), &voice.name(name), plan.counts)
    });
    let none = status.without_plan;
    let none = (none.users > 0).then(|| counted_row("none", "–", none));
    counted_table("Plan", rows.chain(none).collect(), ["plan", "plans"])
}

fn counted_table(what: &str, rows: Vec<String>, nouns: [&'static str; 2]) -> Section {
    let kinds = StandingKind::ALL.map(|kind| format!(" {} |", capital(kind.word())));
    let numbers = " ---: |".repeat(kinds.len() + 1);
    Section {
        opening: format!(
            "### {what}s\n\n| {what} | Name | People |{}\n| --- | --- |{numbers}\n",
            kinds.concat()
        ),
        rows,
        nouns,
    }
}

fn counted_row(handle: &str, name: &str, counts: Counts) -> String {
    let kinds = StandingKind::ALL.map(|kind| format!(" {} |", counts.standing(kind)));
    format!(
        "| {handle} | {name} | {} |{}\n",
        counts.users,
        kinds.concat()
    )
}
