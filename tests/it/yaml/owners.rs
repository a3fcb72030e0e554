//! Whose is each comment of a text: the rules of the contract once more, line by line and without any
//! code of the editor.
//!
//! Items and entries are found by walking the nodes and scanning the text between them. A comment reads
//! `# c<n>;`, so that it is found by its text.

use std::collections::BTreeMap;

use plexmgr::yaml::{CollectionStyle, Document, Node, NodeKind, PathStep};

type Path = Vec<PathStep>;

/// Whose a comment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    Child(Path),
    /// Nobody's, inside of this item or entry.
    Nobody(Path),
}

/// A comment with everything the checks ask for.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) owner: Owner,
    /// Whether it stands below its owner, on a line of its own.
    pub(super) below: bool,
    /// Whether it ends a line that holds something else.
    pub(super) at_end: bool,
    /// Whether it is in the first block of the file.
    pub(super) in_head: bool,
    /// Whether it stands inside the brackets or lines of the value it stands in.
    pub(super) inside_value: bool,
    pub(super) line: usize,
}

/// An item or an entry.
#[derive(Debug)]
struct Child {
    path: Path,
    start: usize,
    end: usize,
    /// Where its value stands.
    value: (usize, usize),
    first_line: usize,
    last_line: usize,
    is_block: bool,
}

/// A text with its items and entries.
pub(super) struct Owners<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    children: Vec<Child>,
    content: Option<usize>,
}

impl<'t> Owners<'t> {
    pub(super) fn of(document: &'t Document) -> Self {
        let text = document.text();
        let mut line_starts = vec![text.len() - text.trim_start_matches('\u{feff}').len()];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                line_starts.push(at + 1);
            }
        }
        let mut owners = Self {
            text,
            line_starts,
            children: Vec::new(),
            content: None,
        };
        if let Some(root) = document.root() {
            let start = owners.offset(root.source());
            owners.content = (!root.source().is_empty()).then_some(start);
            owners.walk(root, &mut Vec::new());
        }
        owners
    }

    /// The owners of all comments, by their numbers.
    pub(super) fn comments(&self, count: usize) -> BTreeMap<usize, Found> {
        let mut found = BTreeMap::new();
        for number in 1..=count {
            if let Some(at) = self.text.find(&format!("# c{number};")) {
                found.insert(number, self.comment(at));
            }
        }
        found
    }

    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.text.as_ptr() as usize
    }

    fn line_of(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at) - 1
    }

    fn line(&self, number: usize) -> &'t str {
        let start = self.line_starts[number];
        let end = self.line_starts.get(number + 1).copied();
        self.text[start..end.unwrap_or(self.text.len())].trim_end_matches(['\r', '\n'])
    }

    /// The first byte at or behind `at` that is no white space and not in a comment.
    fn skip(&self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => {
                    while bytes
                        .get(at)
                        .is_some_and(|byte| !matches!(byte, b'\r' | b'\n'))
                    {
                        at += 1;
                    }
                }
                _ => break,
            }
        }
        at
    }

    fn walk(&mut self, node: Node<'_>, path: &mut Path) {
        if node.is_alias() {
            return;
        }
        let style = node.collection_style();
        let is_block = style == Some(CollectionStyle::Block);
        let source = node.source();
        let outer = self.offset(source);
        // Behind anchor and tag, at the first child or the bracket.
        let mut at = match style {
            Some(CollectionStyle::Flow) => outer + source.find(['[', '{']).unwrap_or(0) + 1,
            _ => outer,
        };
        while is_block && self.text[at..].starts_with(['&', '!']) {
            let end = self.text[at..].find([' ', '\r', '\n']).unwrap_or(0);
            at = self.skip(at + end);
        }
        for (index, item) in node.items().enumerate() {
            at = self.next_child(at);
            let start = at;
            path.push(PathStep::Index(index));
            let behind = if is_block { start + 1 } else { start };
            at = self.child(start, behind, item, path);
            path.pop();
        }
        for entry in node.own_entries() {
            at = self.next_child(at);
            let start = at;
            let key = entry.key.source();
            let key_end = (self.offset(key) + key.len()).max(start);
            let colon = self.skip(key_end);
            let behind = match self.text.as_bytes().get(colon) {
                Some(b':') => colon + 1,
                _ => key_end,
            };
            path.push(PathStep::Key(
                entry.key.text().expect("keys are scalars").to_owned(),
            ));
            at = self.child(start, behind, entry.value, path);
            path.pop();
        }
    }

    /// Where the next item or entry begins, behind a comma.
    fn next_child(&self, at: usize) -> usize {
        let next = self.skip(at);
        match self.text.as_bytes().get(next) {
            Some(b',') => self.skip(next + 1),
            _ => next,
        }
    }

    /// Notes an item or entry whose indicator ends at `behind`; returns where it ends.
    fn child(&mut self, start: usize, behind: usize, value: Node<'_>, path: &mut Path) -> usize {
        let source = value.source();
        let value_start = self.offset(source);
        let end = match source.is_empty() {
            true => behind,
            false => behind.max(value_start + source.len()),
        };
        self.children.push(Child {
            path: path.clone(),
            start,
            end,
            value: (value_start, value_start + source.len()),
            first_line: self.line_of(start),
            last_line: self.line_of(end.max(start + 1) - 1),
            is_block: value.collection_style() == Some(CollectionStyle::Block) && !value.is_alias(),
        });
        if matches!(value.kind(), NodeKind::Sequence | NodeKind::Mapping) {
            self.walk(value, path);
        }
        end
    }

    fn comment(&self, at: usize) -> Found {
        let line = self.line_of(at);
        let column = self.text[self.line_starts[line]..at].chars().count();
        let own_line = self.text[self.line_starts[line]..at].trim().is_empty();
        let in_head = own_line && self.is_in_head(line);
        let around = self
            .children
            .iter()
            .filter(|child| (child.start..child.end).contains(&at));
        let (owner, below) = match own_line {
            _ if in_head => (None, false),
            true => match self.heads(line, column) {
                Some(child) => (Some(child), false),
                None => (self.belongs_above(line, column), true),
            },
            false => {
                let around = around.clone().max_by_key(|child| child.path.len());
                (self.of_line(line).or(around), false)
            }
        };
        let around = around.max_by_key(|child| child.path.len());
        Found {
            below: below && owner.is_some(),
            at_end: !own_line,
            owner: match owner {
                Some(child) => Owner::Child(child.path.clone()),
                None => Owner::Nobody(around.map(|child| child.path.clone()).unwrap_or_default()),
            },
            in_head,
            inside_value: around.is_some_and(|child| (child.value.0..child.value.1).contains(&at)),
            line,
        }
    }

    fn is_comment_line(&self, line: usize) -> bool {
        line < self.line_starts.len()
            && self.line(line).trim_start().starts_with("# c")
            && self.line(line).trim_end().ends_with(';')
    }

    /// The lines of the block of comments around a line.
    fn block(&self, line: usize) -> (usize, usize) {
        let (mut first, mut last) = (line, line);
        while first > 0 && self.is_comment_line(first - 1) {
            first -= 1;
        }
        while self.is_comment_line(last + 1) {
            last += 1;
        }
        (first, last)
    }

    fn is_in_head(&self, line: usize) -> bool {
        let (first, _) = self.block(line);
        let start = self.line_starts[first];
        self.content.is_none_or(|content| start < content)
            && (0..first).all(|line| !self.is_comment_line(line))
    }

    /// The item or entry below a block of comments that begins at this column.
    fn heads(&self, line: usize, column: usize) -> Option<&Child> {
        let (_, last) = self.block(line);
        let below = self
            .children
            .iter()
            .filter(|child| child.first_line == last + 1);
        let first = below.min_by_key(|child| (child.start, child.path.len()))?;
        let before = &self.text[self.line_starts[last + 1]..first.start];
        (before.trim().is_empty() && before.chars().count() == column).then_some(first)
    }

    /// The item or entry that ends right above a block of comments.
    fn belongs_above(&self, line: usize, column: usize) -> Option<&Child> {
        let (first, _) = self.block(line);
        let above = self.line(first.checked_sub(1)?);
        let indentation = above.len() - above.trim_start_matches([' ', '\t']).len();
        let blank = above.trim().is_empty();
        let (whole, ended) = (self.whole(first - 1), self.ended(first - 1));
        // Brackets that are closed above the comment do not have it inside.
        let around =
            ended.filter(|ended| whole.is_none_or(|whole| whole.path.starts_with(&ended.path)));
        let found = around.or(whole).or(ended);
        // What begins behind it and goes on has the comment inside.
        let goes_on = |found: &&Child| {
            let mut begun = self.children.iter();
            begun.any(|child| {
                child.first_line == first - 1
                    && child.last_line >= first
                    && child.start >= found.end
            })
        };
        found.filter(|found| !blank && column >= indentation && !goes_on(found))
    }

    fn of_line(&self, line: usize) -> Option<&Child> {
        let begun = self.children.iter();
        let begun = begun.filter(|child| child.first_line == line && child.last_line > line);
        let begun = begun.max_by_key(|child| (child.start, child.path.len()));
        self.whole(line).or(begun).or_else(|| self.ended(line))
    }

    /// The last of the outermost that begin and end on a line.
    fn whole(&self, line: usize) -> Option<&Child> {
        let whole = self.children.iter();
        let whole = whole.filter(|child| child.first_line == line && child.last_line == line);
        // Outer ones come before inner ones.
        whole.reduce(
            |outermost, child| match child.path.starts_with(&outermost.path) {
                true => outermost,
                false => child,
            },
        )
    }

    /// The outermost that ends on a line and began above it, other than by its last child.
    fn ended(&self, line: usize) -> Option<&Child> {
        let ended = self.children.iter();
        let ended = ended
            .filter(|child| child.last_line == line && child.first_line < line && !child.is_block);
        ended.min_by_key(|child| (child.start, child.path.len()))
    }
}
