//! Reads an XML document of plex.tv strictly, one element at a time.
//!
//! All data of these documents stands in attributes, so a reader is a function that is called for
//! every element with the names of the elements around it. What is not well-formed, not complete or
//! not plausible is an error before the caller can take it for a short list. Start at [`walk`].

use std::borrow::Cow;

use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::EscapeError;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{ContentType, ParseError, text_of, value};
use crate::vocabulary::{MachineId, Timestamp};

/// The root of every document of the older generation.
pub(super) const CONTAINER: &str = "MediaContainer";

/// Real answers have three levels.
const DEEPEST: usize = 32;
/// A hundred thousand people with twenty libraries each are about this many elements.
const MOST_ELEMENTS: usize = 2_000_000;
/// Real elements have about twenty; checking them for repeats takes quadratic time.
const MOST_ATTRIBUTES: usize = 256;

/// One element with its attributes, entities expanded.
pub(super) struct Element<'x> {
    name: &'x str,
    attributes: Vec<(&'x str, Cow<'x, str>)>,
}

impl Element<'_> {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    /// The attribute's text; empty and absent are none.
    pub(super) fn text(&self, attribute: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(name, _)| *name == attribute)
            .map(|(_, text)| text.as_ref())
            .filter(|text| !text.is_empty())
    }

    /// The attribute's text, to keep.
    pub(super) fn owned(&self, attribute: &str) -> Option<String> {
        self.text(attribute).map(str::to_owned)
    }

    /// A number that must be there.
    pub(super) fn id(
        &self,
        entry: &'static str,
        attribute: &'static str,
    ) -> Result<u64, ParseError> {
        let id = self.optional_id(entry, attribute)?;
        // 0 is how some answers write that there is none.
        id.filter(|id| *id != 0)
            .ok_or_else(|| unusable(entry, attribute))
    }

    /// A number that may be absent; if there is something, it must be a number.
    pub(super) fn optional_id(
        &self,
        entry: &'static str,
        attribute: &'static str,
    ) -> Result<Option<u64>, ParseError> {
        self.text(attribute)
            .map(|text| value::id(text).ok_or_else(|| unusable(entry, attribute)))
            .transpose()
    }

    /// A machine identifier, which must be there.
    pub(super) fn machine(
        &self,
        entry: &'static str,
        attribute: &'static str,
    ) -> Result<MachineId, ParseError> {
        self.text(attribute)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| unusable(entry, attribute))
    }

    pub(super) fn flag(
        &self,
        entry: &'static str,
        attribute: &'static str,
    ) -> Result<Option<bool>, ParseError> {
        value::flag(self.text(attribute).unwrap_or_default())
            .map_err(|_| unusable(entry, attribute))
    }

    pub(super) fn time(
        &self,
        entry: &'static str,
        attribute: &'static str,
    ) -> Result<Option<Timestamp>, ParseError> {
        value::time(self.text(attribute).unwrap_or_default())
            .map_err(|_| unusable(entry, attribute))
    }
}

fn unusable(entry: &'static str, field: &'static str) -> ParseError {
    ParseError::Value { entry, field }
}

/// How many entries a list announces.
#[derive(Debug, Default)]
pub(super) struct Announced([Option<u64>; 2]);

impl Announced {
    /// Reads the numbers at the root of a list.
    pub(super) fn read(root: &Element<'_>) -> Result<Self, ParseError> {
        Ok(Self([
            root.optional_id(CONTAINER, "size")?,
            root.optional_id(CONTAINER, "totalSize")?,
        ]))
    }

    /// Checks that every number announced is one of the ways to count what was found.
    pub(super) fn check(&self, ways: [usize; 2]) -> Result<(), ParseError> {
        let counted = |announced: u64| ways.iter().any(|found| *found as u64 == announced);
        match self.0.iter().flatten().find(|number| !counted(**number)) {
            Some(&announced) => Err(ParseError::Count {
                announced,
                found: ways[0],
            }),
            None => Ok(()),
        }
    }
}

/// Calls `visit` for every element of the document, outermost first, with the names around it.
///
/// # Errors
/// Everything that makes the document unbelievable, and whatever `visit` returns.
pub(super) fn walk(
    body: &[u8],
    root: &'static str,
    mut visit: impl FnMut(&[String], &Element<'_>) -> Result<(), ParseError>,
) -> Result<(), ParseError> {
    let text = text_of(body, ContentType::Xml)?;
    let mut reader = Reader::from_str(text);
    let mut walker = Walker {
        root,
        around: Vec::new(),
        elements: 0,
        ended: false,
    };
    loop {
        match reader.read_event().map_err(|error| ill_formed(&error))? {
            Event::Start(start) => {
                walker.element(&start, &mut visit)?;
                walker.around.push(start.name().as_ref().to_owned());
            }
            Event::Empty(start) => {
                walker.element(&start, &mut visit)?;
                walker.ended = walker.around.is_empty();
            }
            Event::End(_) => {
                walker.around.pop();
                walker.ended = walker.around.is_empty();
            }
            Event::Eof => return walker.finish(),
            other => walker.other(&other)?,
        }
    }
}

/// Where in the document the reader stands.
struct Walker {
    root: &'static str,
    around: Vec<String>,
    elements: usize,
    ended: bool,
}

impl Walker {
    fn element(
        &mut self,
        start: &BytesStart<'_>,
        visit: &mut impl FnMut(&[String], &Element<'_>) -> Result<(), ParseError>,
    ) -> Result<(), ParseError> {
        if self.ended {
            return Err(ParseError::Trailing);
        }
        let name = start.name();
        let name = name.as_ref();
        if self.around.is_empty() && name != self.root {
            return Err(match name.eq_ignore_ascii_case("html") {
                true => ParseError::OtherFormat {
                    found: ContentType::Html,
                    expected: ContentType::Xml,
                },
                false => ParseError::Root(self.root),
            });
        }
        self.elements += 1;
        if self.around.len() >= DEEPEST {
            return Err(ParseError::TooDeep(DEEPEST));
        }
        if self.elements > MOST_ELEMENTS {
            return Err(ParseError::TooMany);
        }
        let attributes = attributes(start)?;
        visit(&self.around, &Element { name, attributes })
    }

    /// Everything that is not an element: none of it carries data, some of it is suspicious.
    fn other(&self, event: &Event<'_>) -> Result<(), ParseError> {
        match event {
            Event::DocType(kind) if is_html_type(kind) => Err(ParseError::OtherFormat {
                found: ContentType::Html,
                expected: ContentType::Xml,
            }),
            Event::DocType(_) => Err(ParseError::DocumentType),
            Event::GeneralRef(reference) => built_in(reference).and_then(|()| self.text()),
            Event::Text(text) if text.trim_ascii().is_empty() => Ok(()),
            Event::CData(text) if text.trim_ascii().is_empty() && !self.around.is_empty() => Ok(()),
            Event::Text(_) | Event::CData(_) => self.text(),
            Event::Decl(declaration) => utf_8(declaration),
            _ => Ok(()),
        }
    }

    /// Text carries no data anywhere: what stands where only entries belong is another document,
    /// what stands deeper is part of something new.
    fn text(&self) -> Result<(), ParseError> {
        match self.around.len() {
            0 if self.ended => Err(ParseError::Trailing),
            0 => Err(ParseError::Malformed(ContentType::Xml)),
            1 => Err(ParseError::Text),
            _ => Ok(()),
        }
    }

    fn finish(&self) -> Result<(), ParseError> {
        match self.ended {
            true => Ok(()),
            false => Err(ParseError::CutOff),
        }
    }
}

fn attributes<'x>(start: &'x BytesStart<'_>) -> Result<Vec<(&'x str, Cow<'x, str>)>, ParseError> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| ParseError::Malformed(ContentType::Xml))?;
        if attributes.len() >= MOST_ATTRIBUTES {
            return Err(ParseError::TooMany);
        }
        let text = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| ill_formed(&error))?;
        attributes.push((attribute.key.into_inner(), text));
    }
    Ok(attributes)
}

fn is_html_type(kind: &str) -> bool {
    kind.trim_ascii_start()
        .get(..4)
        .is_some_and(|name| name.eq_ignore_ascii_case("html"))
}

/// Only the five entities every document has, and characters by number.
fn built_in(reference: &BytesRef<'_>) -> Result<(), ParseError> {
    match reference.resolve_char_ref() {
        Ok(Some(_)) => Ok(()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(reference)
            .map(|_| ())
            .ok_or(ParseError::Entity),
        Err(_) => Err(ParseError::Malformed(ContentType::Xml)),
    }
}

fn utf_8(declaration: &BytesDecl<'_>) -> Result<(), ParseError> {
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if ["utf-8", "utf8", "us-ascii"].contains(&&*name.to_ascii_lowercase()) => {
            Ok(())
        }
        Some(_) => Err(ParseError::Encoding),
    }
}

fn ill_formed(error: &Error) -> ParseError {
    match error {
        Error::Syntax(SyntaxError::InvalidBangMarkup) => ParseError::Malformed(ContentType::Xml),
        Error::Syntax(_) | Error::IllFormed(IllFormedError::MissingEndTag(_)) => ParseError::CutOff,
        Error::Escape(error) => bad_escape(error),
        _ => ParseError::Malformed(ContentType::Xml),
    }
}

fn bad_escape(error: &EscapeError) -> ParseError {
    match error {
        EscapeError::UnrecognizedEntity(..) => ParseError::Entity,
        _ => ParseError::Malformed(ContentType::Xml),
    }
}
