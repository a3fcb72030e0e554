//! What the template shows: texts and numbers, with nothing left to decide.

use serde::Serialize;

use super::attention::{self, Attention};
use super::imports::Imports;
use super::income::IncomeView;
use super::lists::{Group, PlanRow, ServerRow};
use super::timeline::Timeline;
use super::{Report, bars};
use crate::render::kit::Privacy;
use crate::render::status::words::{capital, people};
use crate::status::{Counts, StandingKind};
use crate::vocabulary::{Date, counted, shown};

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct View {
    version: &'static str,
    today: Day,
    people: String,
    servers_count: String,
    /// How long users who count as expiring are paid.
    at_most: String,
    /// The same, as the legend says it.
    within: String,
    is_masked: bool,
    tiles: Vec<Tile>,
    bar: Vec<bars::Segment>,
    attention: Vec<Attention>,
    timeline: Timeline,
    income: IncomeView,
    groups: Vec<Group>,
    servers: Vec<ServerRow>,
    plans: Vec<PlanRow>,
    imports: Imports,
}

/// A number with its name.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) count: usize,
}

/// A day for machines and for people.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Day {
    /// `2026-11-22`
    iso: String,
    /// `22 Nov 2026`
    text: String,
}

/// What a month is called, counted from 1.
pub(super) fn month_name(month: u32) -> &'static str {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS[(month as usize + 11) % 12]
}

impl View {
    pub(super) fn of(report: &Report<'_>) -> Self {
        let Report {
            status,
            history,
            privacy,
        } = *report;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            today: Day::of(status.today),
            people: people(status.counts.users),
            servers_count: counted(status.servers.len(), "server"),
            at_most: attention::at_most(status.asked.within),
            within: match status.asked.within.count() {
                0 => "today".to_owned(),
                _ => format!("within {}", status.asked.within),
            },
            is_masked: privacy == Privacy::Masked,
            tiles: tiles(status.counts),
            bar: bars::by_standing(status.counts, status.counts.users),
            attention: attention::attention(status),
            timeline: Timeline::of(status),
            income: IncomeView::of(status, privacy),
            groups: Group::all(status, privacy),
            servers: ServerRow::all(status, privacy),
            plans: PlanRow::all(status, privacy),
            imports: Imports::of(history, privacy),
        }
    }
}

impl Day {
    pub(super) fn of(day: Date) -> Self {
        Self {
            iso: day.to_string(),
            text: format!("{} {} {}", day.day(), month_name(day.month()), day.year()),
        }
    }
}

fn tiles(counts: Counts) -> Vec<Tile> {
    let tile = |kind: StandingKind| Tile {
        kind: kind.word(),
        name: capital(kind.word()),
        count: counts.standing(kind),
    };
    StandingKind::ALL.map(tile).into()
}

/// A stranger's text as it may stand on the page.
pub(super) fn name(text: &str, privacy: Privacy) -> String {
    shown(&privacy.masked(text))
}
