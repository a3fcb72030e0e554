//! What ties the accounts of a generated household to each other and to strangers.

use super::generate::{Generator, NOW, friend};
use super::model::{Account, ForeignServer, Invitation, InvitedServer, Purpose, Server, Share};

impl Generator {
    /// Ties between the accounts, and invitations.
    pub(crate) fn relate(&mut self, accounts: &mut [Account]) {
        let count = accounts.len();
        for index in 0..count {
            self.invite_strangers(&mut accounts[index]);
            let next = (index + 1) % count;
            if next != index {
                self.share_with_neighbour(accounts, index, next);
            }
        }
    }

    /// The next account's owner, and one in thirty of its people, use this account's servers too.
    fn share_with_neighbour(&mut self, accounts: &mut [Account], index: usize, next: usize) {
        let (owner, lender) = (accounts[next].id, accounts[index].id);
        let ordinary = accounts[next].friends.iter().skip(120).step_by(30);
        let guests: Vec<u64> = ordinary
            .filter(|friend| !friend.home)
            .map(|friend| friend.person)
            .collect();
        let account = &mut accounts[index];
        for person in guests.into_iter().chain([owner]) {
            if account.friends.iter().any(|friend| friend.person == person) {
                continue;
            }
            // The list keeps its length: somebody ordinary makes room.
            if let Some(leaving) = account.friends.last().map(|friend| friend.person) {
                account.forget(leaving);
            }
            account
                .friends
                .insert(0, friend(person, self.permissions()));
            self.share(account, person);
        }
        let lent: Vec<ForeignServer> = account
            .accepted_shares()
            .filter_map(lent_to(owner))
            .collect();
        let borrower = &mut accounts[next];
        if !borrower
            .friends
            .iter()
            .any(|friend| friend.person == lender)
        {
            let leaving = borrower.friends.pop().map(|friend| friend.person);
            leaving
                .into_iter()
                .for_each(|person| borrower.forget(person));
            borrower.friends.push(friend(lender, self.permissions()));
        }
        let lenders = borrower
            .friends
            .iter_mut()
            .filter(|friend| friend.person == lender);
        lenders.for_each(|friend| friend.lends.extend(lent.iter().cloned()));
    }

    /// Invitations to addresses without an account and for other things than servers.
    fn invite_strangers(&mut self, account: &mut Account) {
        let invited = account.servers.first().map(|server| {
            self.next_share += 1;
            InvitedServer {
                name: server.name.clone(),
                machine_id: server.machine_id.clone(),
                libraries: server
                    .libraries
                    .iter()
                    .take(3)
                    .map(|library| library.id)
                    .collect(),
                pending_share: Some(self.next_share),
            }
        });
        let by_mail = |email: &str, purpose: Option<Purpose>| Invitation {
            person: None,
            username: String::new(),
            email: email.to_owned(),
            uuid: String::new(),
            created_at: NOW - 500_000,
            purpose,
            servers: invited.iter().cloned().collect(),
        };
        let server = Purpose {
            friend: true,
            home: false,
            server: true,
        };
        account
            .sent
            .push(by_mail("newcomer@example.com", Some(server)));
        account.sent.push(by_mail("mailing+tag@example.com", None));
        let home = Purpose {
            friend: false,
            home: true,
            server: false,
        };
        account.sent.push(Invitation {
            servers: Vec::new(),
            ..by_mail("homey@example.com", Some(home))
        });
        account
            .received
            .push(by_mail("someone.else@example.com", Some(server)));
    }
}

/// A share seen from the other side.
fn lent_to(borrower: u64) -> impl Fn((&Server, &Share)) -> Option<ForeignServer> {
    move |(server, share)| {
        (share.person == borrower).then(|| ForeignServer {
            share_id: share.id,
            machine_id: server.machine_id.clone(),
            internal_id: server.internal_id,
            name: server.name.clone(),
            version: server.version,
            created_at: server.created_at,
            last_seen_at: server.last_seen_at,
            library_count: share.libraries.len(),
            all_libraries: share.all_libraries,
        })
    }
}
