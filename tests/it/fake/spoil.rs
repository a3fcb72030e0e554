//! Damages documents that would have been right.

use super::document::Node;
use super::fault::Spoiled;
use super::message::{Body, HTML, Reply};
use super::xml::Element;

/// A fifth of a machine identifier that no server has.
const NOBODYS: &str = "0badc0de";

/// The document of `reply`, damaged.
pub(crate) fn spoil(spoiled: Spoiled, mut reply: Reply) -> Reply {
    match spoiled {
        Spoiled::CutText => {
            let (content_type, mut bytes) = reply.render();
            bytes.truncate(bytes.len() / 2);
            reply.body = Body::Raw(content_type, bytes);
        }
        Spoiled::ContentType(content_type) => {
            let (_, bytes) = reply.render();
            reply.body = Body::Raw(content_type, bytes);
        }
        _ => match &mut reply.body {
            Body::Xml(root) => spoil_xml(spoiled, root),
            Body::Json(node) => spoil_json(spoiled, node),
            Body::Raw(..) | Body::Empty => {
                reply.body = Body::Raw(HTML, b"nothing here to be damaged".to_vec());
            }
        },
    }
    reply
}

fn spoil_xml(spoiled: Spoiled, root: &mut Element) {
    match spoiled {
        Spoiled::Size(by) => shift(root, "size", by),
        Spoiled::TotalSize(by) => shift(root, "totalSize", by),
        Spoiled::WrongRoot => root.name = "Surprise".to_owned(),
        Spoiled::DuplicateWithOtherContent | Spoiled::DuplicateIdentical => {
            let list = list_of(root);
            if let Some(mut again) = list.children.first().cloned() {
                if matches!(spoiled, Spoiled::DuplicateWithOtherContent) {
                    let name = if again.name == "SharedServer" {
                        "invitedAt"
                    } else {
                        "title"
                    };
                    again.set(name, "1234567890");
                    again.children.clear();
                }
                list.children.push(again);
                recount(root);
            }
        }
        Spoiled::BareEntry => on_first(list_of(root), |first| {
            first.attributes.retain(|(name, _)| name == "id");
        }),
        Spoiled::NoId => on_first(list_of(root), |first| {
            first.attributes.retain(|(name, _)| name != "id");
        }),
        Spoiled::Id(id) => on_first(list_of(root), |first| first.set("id", id)),
        Spoiled::Text(name, text) => on_first(list_of(root), |first| first.set(name, text)),
        Spoiled::MissingEntries => {
            let mut position = 0usize;
            list_of(root).children.retain(|_| {
                position += 1;
                position.is_multiple_of(2)
            });
        }
        Spoiled::FirstMissing => {
            let list = list_of(root);
            list.children.drain(..list.children.len().min(1));
            recount(root);
        }
        Spoiled::NoEntries => {
            list_of(root).children.clear();
            recount(root);
        }
        Spoiled::UnknownParts => {
            root.set("novelty", "of today");
            on_first(root, |first| {
                first.set("novelty", "of today");
                first
                    .children
                    .push(Element::new("Novelty").with("id", "not a number"));
            });
        }
        Spoiled::UnknownMachine => on_first(root, |first| {
            let server = if first.name == "Server" {
                Some(first)
            } else {
                first.children.first_mut()
            };
            if let Some(server) = server {
                server.set("machineIdentifier", NOBODYS.repeat(5));
            }
        }),
        Spoiled::ExtraServer => on_first(root, |first| {
            let server = Element::new("Server")
                .with("id", 49_999_999)
                .with("name", "Elsewhere");
            first
                .children
                .push(server.with("machineIdentifier", NOBODYS.repeat(5)));
        }),
        Spoiled::CutText | Spoiled::ContentType(_) => {}
    }
}

/// The element whose children are the list: the only `Server` of a library list, else the root.
fn list_of(root: &mut Element) -> &mut Element {
    let nested = matches!(root.children.as_slice(), [only] if only.name == "Server");
    if nested { &mut root.children[0] } else { root }
}

fn on_first(root: &mut Element, change: impl FnOnce(&mut Element)) {
    if let Some(first) = root.children.first_mut() {
        change(first);
    }
}

fn shift(root: &mut Element, name: &str, by: i64) {
    let now: i64 = root
        .attribute(name)
        .and_then(|value| value.parse().ok())
        .unwrap_or(0);
    root.set(name, now + by);
}

/// Makes the announced numbers true again.
fn recount(root: &mut Element) {
    let count = list_of(root).children.len();
    for name in ["size", "totalSize"] {
        if root.attribute(name).is_some() {
            root.set(name, count);
        }
    }
}

fn spoil_json(spoiled: Spoiled, node: &mut Node) {
    match (spoiled, node) {
        (Spoiled::WrongRoot, node) => {
            *node = match node {
                Node::List(..) => Node::Object(vec![("surprise", Node::Flag(true))]),
                _ => Node::texts("surprise", &["surprise"]),
            };
        }
        (Spoiled::DuplicateIdentical, Node::List(_, items)) => {
            items.extend(items.first().cloned());
        }
        (Spoiled::DuplicateWithOtherContent, Node::List(_, items)) => {
            if let Some(mut again) = items.first().cloned() {
                set(&mut again, "name", Node::text("another name"));
                items.push(again);
            }
        }
        (Spoiled::FirstMissing, Node::List(_, items)) => {
            items.drain(..items.len().min(1));
        }
        (Spoiled::NoEntries, Node::List(_, items)) => items.clear(),
        (Spoiled::UnknownMachine, Node::List(_, items)) => {
            let unknown = Node::Text(NOBODYS.repeat(5));
            items.iter_mut().take(1).for_each(|first| {
                set(first, "clientIdentifier", unknown.clone());
            });
        }
        (Spoiled::BareEntry, Node::List(_, items)) => {
            items
                .iter_mut()
                .take(1)
                .for_each(|first| keep(first, |name| name == "clientIdentifier"));
        }
        (Spoiled::NoId, Node::List(_, items)) => {
            items
                .iter_mut()
                .take(1)
                .for_each(|first| keep(first, |name| name != "clientIdentifier"));
        }
        (Spoiled::Id(id), Node::List(_, items)) => {
            items
                .iter_mut()
                .take(1)
                .for_each(|first| set(first, "clientIdentifier", Node::text(id)));
        }
        (Spoiled::Id(id), object) => set(object, "id", Node::text(id)),
        (Spoiled::BareEntry, object) => keep(object, |name| name == "id"),
        (Spoiled::NoId, object) => keep(object, |name| name != "id"),
        (_, Node::List(_, items)) => {
            items
                .iter_mut()
                .for_each(|item| set(item, "novelty", Node::text("of today")));
        }
        (_, object) => set(object, "novelty", Node::text("of today")),
    }
}

fn set(node: &mut Node, name: &'static str, value: Node) {
    if let Node::Object(fields) = node {
        fields.retain(|(field, _)| *field != name);
        fields.push((name, value));
    }
}

fn keep(node: &mut Node, wanted: impl Fn(&str) -> bool) {
    if let Node::Object(fields) = node {
        fields.retain(|(name, _)| wanted(name));
    }
}
