//! The pages of one window, compared with each other and with what they announce; pure.

use std::collections::HashSet;

use super::answer::{Page, instant};
use super::record::ReadRecord;
use super::stretch::Stretch;
use crate::vocabulary::{SourceName, Timestamp};

/// More pages than any window can have: PayPal lists at most 10 000 records, and pages may be smaller than asked for.
const MOST_PAGES: u64 = 10_000;

/// Why the pages of a window cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Disagreement {
    #[error("the answer lacks `{0}`")]
    Lacks(&'static str),
    #[error("`{0}` of the answer is not an instant")]
    NotAnInstant(&'static str),
    #[error("the answer announces {0} pages")]
    TooManyPages(u64),
    #[error("page {asked} was requested and page {answered} came")]
    OtherPage { asked: u64, answered: u64 },
    #[error("the totals changed from page to page")]
    TotalsChanged,
    #[error("page {page} of {total} is empty")]
    EmptyPage { page: u64, total: u64 },
    #[error("the answer announces {announced} transactions, and {came} different ones came")]
    Count { announced: u64, came: u64 },
    #[error("the answers are of different PayPal accounts")]
    OtherAccount,
}

impl Disagreement {
    /// Whether it may come from something that changed between two pages, so that reading the window again helps.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::OtherPage { .. }
                | Self::TotalsChanged
                | Self::EmptyPage { .. }
                | Self::Count { .. }
        )
    }
}

/// What was listed in one window.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) records: Vec<ReadRecord>,
    /// How far the data reach, if that is before the end of the window.
    pub(super) ends_early: Option<Timestamp>,
    /// The account it is of, if PayPal says so.
    pub(super) account: Option<String>,
}

/// The pages that came so far, in order.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    /// The account that the transactions are of.
    source: &'a SourceName,
    window: Stretch,
    announced: Option<(u64, u64)>,
    came: u64,
    listed: Listed,
}

impl<'a> Pages<'a> {
    /// No page yet of a window of an account.
    pub(super) fn new(window: Stretch, account: &'a SourceName) -> Self {
        Self {
            source: account,
            window,
            announced: None,
            came: 0,
            listed: Listed {
                records: Vec::new(),
                ends_early: None,
                account: None,
            },
        }
    }

    /// The number of the page that is next.
    pub(super) fn next(&self) -> u64 {
        self.came + 1
    }

    /// Takes the next page. Returns whether it was the last one.
    pub(super) fn add(&mut self, page: Page) -> Result<bool, Disagreement> {
        let number = self.next();
        let items = page.total_items.ok_or(Disagreement::Lacks("total_items"))?;
        let pages = page.total_pages.ok_or(Disagreement::Lacks("total_pages"))?;
        let answered = page.page.unwrap_or(number);
        if answered != number && !(items == 0 && answered == 0) {
            return Err(Disagreement::OtherPage {
                asked: number,
                answered,
            });
        }
        if pages > MOST_PAGES {
            return Err(Disagreement::TooManyPages(pages));
        }
        if *self.announced.get_or_insert((items, pages)) != (items, pages) {
            return Err(Disagreement::TotalsChanged);
        }
        self.account(page.account_number)?;
        self.end(page.end_date, page.last_refreshed_datetime)?;
        let records = page.transaction_details.unwrap_or_default();
        if records.is_empty() && number < pages {
            return Err(Disagreement::EmptyPage {
                page: number,
                total: pages,
            });
        }
        let records = records.iter();
        let records = records.map(|record| ReadRecord::of(record, self.source));
        self.listed.records.extend(records);
        self.came = number;
        Ok(number >= pages)
    }

    /// Everything, if as much came as was announced.
    pub(super) fn finish(self) -> Result<Listed, Disagreement> {
        let (announced, _) = self.announced.unwrap_or_default();
        let mut seen = HashSet::new();
        let records = self.listed.records.iter();
        let different = records.filter(|record| {
            let identity = record.identity.as_ref();
            identity.is_none_or(|identity| seen.insert(identity))
        });
        let came = different.count() as u64;
        match came == announced {
            true => Ok(self.listed),
            false => Err(Disagreement::Count { announced, came }),
        }
    }

    fn account(&mut self, number: Option<String>) -> Result<(), Disagreement> {
        let Some(number) = number else {
            return Ok(());
        };
        match *self.listed.account.get_or_insert_with(|| number.clone()) == number {
            true => Ok(()),
            false => Err(Disagreement::OtherAccount),
        }
    }

    /// Notes how far the data reach: to the end that was answered, or to the last refresh if that is earlier.
    fn end(
        &mut self,
        end_date: Option<String>,
        refreshed: Option<String>,
    ) -> Result<(), Disagreement> {
        for (field, text) in [
            ("end_date", end_date),
            ("last_refreshed_datetime", refreshed),
        ] {
            let Some(text) = text else { continue };
            let instant = instant(&text).ok_or(Disagreement::NotAnInstant(field))?;
            if instant < self.window.to {
                let earlier = self.listed.ends_early.unwrap_or(instant).min(instant);
                self.listed.ends_early = Some(earlier);
            }
        }
        Ok(())
    }
}
