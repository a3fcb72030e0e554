//! What is to be done, from the kind of a change and its fields.

use super::fields::Fields;
use super::{ChangeDocument, Wrong};
use crate::plan::{Action, Names, Share, Who};
use crate::vocabulary::{Handle, PlexId};

/// Whom or what a change is about, as far as its kind says so.
struct Subject {
    user: Option<String>,
    plex_id: Option<PlexId>,
    server: Option<String>,
    library: Option<String>,
}

impl Subject {
    fn who(&self) -> Result<Who, Wrong> {
        Ok(Who {
            user: handle("user", self.user.as_deref())?,
            plex_id: self.plex_id.ok_or_else(|| Wrong::value("plex_id"))?,
        })
    }

    fn server(&self) -> Result<Handle, Wrong> {
        handle("server", self.server.as_deref())
    }

    fn library(&self) -> Result<Handle, Wrong> {
        handle("library", self.library.as_deref())
    }
}

fn handle(what: &str, text: Option<&str>) -> Result<Handle, Wrong> {
    let handle = text.and_then(|text| text.parse().ok());
    handle.ok_or_else(|| Wrong::value(what))
}

/// The action of a change.
pub(super) fn action(document: ChangeDocument) -> Result<Action, Wrong> {
    let ChangeDocument {
        kind,
        user,
        plex_id,
        server,
        library,
        file: _,
        mut fields,
        reason: _,
    } = document;
    let subject = Subject {
        user,
        plex_id,
        server,
        library,
    };
    match kind.as_str() {
        "add_server" | "update_server" | "add_library" | "update_library" | "remove_library" => {
            about_servers(&kind, &subject, &mut fields)
        }
        "add_share" | "update_share" | "remove_share" => about_shares(&kind, &subject, &mut fields),
        _ => about_users(&kind, &subject, &mut fields),
    }
}

fn about_servers(kind: &str, subject: &Subject, fields: &mut Fields) -> Result<Action, Wrong> {
    let server = subject.server()?;
    Ok(match kind {
        "add_server" => Action::AddServer {
            server,
            account: fields.set("account")?,
            machine_id: fields.set("machine_id")?,
            name: fields.set("name")?,
        },
        "update_server" => Action::UpdateServer {
            server,
            account: fields.replaced("account")?,
            name: fields.replaced("name")?,
        },
        "add_library" => Action::AddLibrary {
            server,
            library: subject.library()?,
            id: fields.set("id")?,
            title: fields.set("title")?,
            kind: fields.set("type")?,
        },
        "update_library" => Action::UpdateLibrary {
            server,
            library: subject.library()?,
            title: fields.replaced("title")?,
            kind: fields.replaced("type")?,
        },
        "remove_library" => Action::RemoveLibrary {
            server,
            library: subject.library()?,
            id: fields.gone("id")?,
            title: fields.gone_if("title")?,
        },
        _ => return Err(Wrong::value("kind")),
    })
}

fn about_users(kind: &str, subject: &Subject, fields: &mut Fields) -> Result<Action, Wrong> {
    let who = subject.who();
    Ok(match kind {
        "add_user" => Action::AddUser {
            who: who?,
            class: fields.set("class")?,
            names: Names {
                username: fields.set_if("username")?,
                email: fields.set_if("email")?,
                title: fields.set_if("title")?,
            },
        },
        "link_user" => Action::LinkUser { who: who? },
        "update_user" => Action::UpdateUser {
            who: who?,
            username: fields.replaced("username")?,
            email: fields.replaced("email")?,
            title: fields.replaced("title")?,
            former_emails: fields.replaced("former_emails")?,
        },
        "return_user" => Action::ReturnUser {
            who: who?,
            departed: fields.gone("departed")?,
        },
        "depart_user" => Action::DepartUser {
            who: who?,
            departed: fields.set("departed")?,
        },
        "add_payment" => Action::AddPayment {
            who: who?,
            plan: fields.set("plan")?,
            start: fields.set("start")?,
            end: fields.set("end")?,
        },
        _ => return Err(Wrong::value("kind")),
    })
}

fn about_shares(kind: &str, subject: &Subject, fields: &mut Fields) -> Result<Action, Wrong> {
    let who = subject.who()?;
    Ok(match kind {
        "add_share" => Action::AddShare {
            who,
            share: Share {
                server: fields.set("server")?,
                libraries: fields.set("libraries")?,
                invited: fields.set_if("invited")?,
                accepted: fields.set_if("accepted")?,
            },
        },
        "update_share" => Action::UpdateShare {
            who,
            server: subject.server()?,
            libraries: fields.replaced("libraries")?,
            invited: fields.replaced("invited")?,
            accepted: fields.replaced("accepted")?,
        },
        "remove_share" => Action::RemoveShare {
            who,
            share: Share {
                server: fields.gone("server")?,
                libraries: fields.gone("libraries")?,
                invited: fields.gone_if("invited")?,
                accepted: fields.gone_if("accepted")?,
            },
        },
        _ => return Err(Wrong::value("kind")),
    })
}
