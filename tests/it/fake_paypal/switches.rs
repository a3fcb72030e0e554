//! What can go wrong at PayPal, once, for some time, or always.

use std::collections::VecDeque;

use super::LISTING_PATH;
use crate::forge::wire::{Answer, Trouble};

/// The order of the records in a listing, which PayPal does not promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Time,
    NewestFirst,
    /// By the time of the last change: a record that changes moves to the end.
    Updated,
    /// By id, backwards from the middle: neither the order of time nor its reverse.
    Mixed,
}

/// What is wrong with every listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// The page of this number comes without records.
    EmptyPage(usize),
    /// The page of this number comes with those of the first one.
    FirstPageAgain(usize),
    /// The first page comes whatever is asked for, and says so.
    FirstPageOnly,
    /// So many more records are announced than there are.
    LyingTotal(i64),
    /// So many more pages are announced than there are.
    LyingPages(i64),
    /// The page of this number is of another account.
    OtherAccount(usize),
    /// The field is missing.
    Without(&'static str),
}

#[derive(Debug, Clone)]
pub(crate) struct Switches {
    /// What happens to the next requests, each of the endpoint that its first part names.
    pub(crate) next: VecDeque<(&'static str, Trouble)>,
    /// What every listing is answered with.
    pub(crate) always: Option<Answer>,
    pub(crate) has_scope: bool,
    /// Whether records that move no balance are listed although they are not asked for.
    pub(crate) lists_memos: bool,
    /// How many pages a token is good for.
    pub(crate) token_pages: Option<usize>,
    pub(crate) order: Order,
    /// Smaller pages than asked for.
    pub(crate) most_on_page: usize,
    /// The longest window in seconds that does not hold too much.
    pub(crate) longest_window: Option<i64>,
    /// The id of a record that is settled once the first page was sent, and how often.
    pub(crate) settles: Option<(&'static str, usize)>,
    pub(crate) spoil: Option<Spoil>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            next: VecDeque::new(),
            always: None,
            has_scope: true,
            lists_memos: false,
            token_pages: None,
            order: Order::Time,
            most_on_page: 20,
            longest_window: None,
            settles: None,
            spoil: None,
        }
    }
}

impl Switches {
    /// Lets the next listing go wrong.
    pub(crate) fn listing(&mut self, trouble: Trouble) {
        self.next.push_back((LISTING_PATH, trouble));
    }

    /// What goes wrong with a request of `path`.
    pub(crate) fn trouble(&mut self, path: &str) -> Option<Trouble> {
        let is_next = |(wanted, _): &(&str, Trouble)| path.starts_with(wanted);
        if self.next.front().is_some_and(is_next) {
            return self.next.pop_front().map(|(_, trouble)| trouble);
        }
        let always = self.always.clone();
        always
            .filter(|_| path.starts_with(LISTING_PATH))
            .map(Trouble::Instead)
    }
}
