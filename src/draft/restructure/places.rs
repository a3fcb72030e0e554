//! Where a user's record refers to a plan, server or library, as paths in it.

use super::key;
use crate::records::schema::{LibraryChoice, UserRecord};
use crate::vocabulary::Handle;
use crate::yaml::PathStep;

/// Where a user names a plan.
pub(super) fn plans(user: &UserRecord, plan: &Handle) -> Vec<Vec<PathStep>> {
    let payments = user.payments.iter().enumerate();
    let payments = payments.filter(|(_, payment)| payment.plan() == Some(plan));
    let payments =
        payments.map(|(index, _)| vec![key("payments"), PathStep::Index(index), key("plan")]);
    let own = user.plan.as_ref().filter(|own| own.value == *plan);
    payments.chain(own.map(|_| vec![key("plan")])).collect()
}

/// Where a user names a server.
pub(super) fn servers(user: &UserRecord, server: &Handle) -> Vec<Vec<PathStep>> {
    let shares = user.plex.shares.iter().enumerate();
    let shares = shares.filter(|(_, share)| share.server.value == *server);
    shares
        .map(|(index, _)| {
            vec![
                key("plex"),
                key("shares"),
                PathStep::Index(index),
                key("server"),
            ]
        })
        .collect()
}

/// Where a user names a library of a server.
pub(super) fn libraries(
    user: &UserRecord,
    server: &Handle,
    library: &Handle,
) -> Vec<Vec<PathStep>> {
    let mut places = Vec::new();
    for (index, share) in user.plex.shares.iter().enumerate() {
        let LibraryChoice::Some(named) = &share.libraries else {
            continue;
        };
        for (item, named) in named.iter().enumerate() {
            if share.server.value == *server && named.value == *library {
                let share = [key("plex"), key("shares"), PathStep::Index(index)];
                let item = [key("libraries"), PathStep::Index(item)];
                places.push(share.into_iter().chain(item).collect());
            }
        }
    }
    places
}
