//! What a change does, in the few words that fit on its line.

use crate::change::{
    Act, Action, Change, Field, FieldValue, Libraries, Names, Payment, Period, Share, Waiting,
};
use crate::vocabulary::{Handle, shown};

/// The words between a change's subject and its reason.
pub(super) fn details(change: &Change) -> String {
    match &change.act {
        Act::Edit(edit) => of_action(&edit.action),
        Act::Effect(_, effect) => shown(&effect.operation.what),
    }
}

fn of_action(action: &Action) -> String {
    match action {
        Action::AddServer { name, .. } => shown(name),
        Action::AddLibrary { title, kind, .. } => format!("{} ({})", shown(title), shown(kind)),
        Action::RemoveLibrary { title, id } => {
            title.as_deref().map_or_else(|| id.to_string(), shown)
        }
        Action::AddUser { class, names } => format!("{class}{}", called(names)),
        Action::LinkUser { id } => format!("id {id}"),
        Action::AddPayment(payment) | Action::DropPayment(payment) => paid(payment),
        Action::RefundPayment(refund) => format!("{} on {}", refund.amount, refund.on),
        Action::DisputePayment(dispute) => dispute.outcome.after.to_string(),
        Action::AddInbox(waiting) => came(waiting),
        Action::RemoveInbox(waiting) => waiting.amount.to_string(),
        Action::RemoveUser(names) => called(names).trim_start_matches(", ").to_owned(),
        Action::RemoveServer { name, .. } => name.as_deref().map(shown).unwrap_or_default(),
        Action::RenameUser { handle }
        | Action::RenamePlan { handle }
        | Action::RenameServer { handle }
        | Action::RenameLibrary { handle } => format!("-> {}", handle.after),
        Action::MoveUser { file } => format!("-> {}", shown(&file.after)),
        Action::AddShare(share) | Action::RemoveShare(share) => shared(share),
        Action::DepartUser { departed } => format!("on {departed}"),
        Action::ReturnUser { departed } => format!("departed {departed}"),
        _ => replaced(&action.fields()),
    }
}

/// `, marlow <marlow@example.com>`: the user name, else the title, and the address.
fn called(names: &Names) -> String {
    let Names {
        username,
        email,
        title,
    } = names;
    let name = username.as_ref().or(title.as_ref());
    let name = name.map(|name| format!(", {}", shown(name)));
    let email = email.as_ref().map(|email| format!(" <{}>", shown(email)));
    name.unwrap_or_default() + &email.unwrap_or_default()
}

/// `5.00 EUR on 2026-11-17, possibly heron, otter`; the reason says why it waits.
fn came(waiting: &Waiting) -> String {
    let day = waiting.at.date().map(|day| format!(" on {day}"));
    let candidates: Vec<&str> = waiting.candidates.iter().map(Handle::as_str).collect();
    let possibly = match candidates.is_empty() {
        true => String::new(),
        false => format!(", possibly {}", candidates.join(", ")),
    };
    format!("{}{}{possibly}", waiting.amount, day.unwrap_or_default())
}

/// `monthly, 2026-11-22 to 2026-12-22, 5.00 EUR`
fn paid(payment: &Payment) -> String {
    let amount = payment.amount.map(|amount| amount.to_string());
    let time = match &payment.period {
        Some(Period { plan, start, end }) => format!("{plan}, {start} to {end}"),
        None => "for no time".to_owned(),
    };
    [Some(time), amount]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn shared(share: &Share) -> String {
    match &share.libraries {
        Libraries::All => "all libraries".to_owned(),
        Libraries::Some(handles) if handles.is_empty() => "no libraries".to_owned(),
        Libraries::Some(handles) => {
            let handles: Vec<&str> = handles.iter().map(Handle::as_str).collect();
            handles.join(", ")
        }
    }
}

/// `name old -> new` for each replaced field; a list that follows from another field is left out.
fn replaced(fields: &[Field]) -> String {
    let shown = fields.iter().filter(|field| !field.follows_another());
    let one = |field: &Field| {
        let before = field
            .before
            .as_ref()
            .map(|before| format!("{} -> ", value(before)));
        let after = field.after.as_ref().map(value);
        format!(
            "{} {}{}",
            field.name,
            before.unwrap_or_default(),
            after.unwrap_or_else(|| "none".to_owned())
        )
    };
    shown.map(one).collect::<Vec<_>>().join(", ")
}

fn value(value: &FieldValue) -> String {
    match value {
        FieldValue::Text(text) => shown(text),
        FieldValue::List(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}
