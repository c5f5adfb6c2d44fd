//! The administrator's door: commands of whoever runs the server, through a socket in the data folder
//! that nobody else can open.
//!
//! One connection carries one command. The asker writes one line of JSON, a [`Request`]; the server
//! answers with lines of JSON, each an [`Answer`], of which the last is `done` or `refused`. What the
//! commands do is said in `service`; where no server runs, the same is done without a socket
//! (`cli`).

mod answer;
mod command;
mod connection;
mod disk;
mod first_invite;
mod links;
mod office;
mod perform;
mod place;
mod refusal;
mod rows;
mod socket;

use std::net::SocketAddr;

pub use answer::{Answer, Count, DiskUsage, Link, ListedSession, ListedUser, Part};
pub use command::{ADMIN_VERSION, Command, Request};
pub use office::Office;
pub use perform::perform;
pub use place::{Place, SOCKET, own_uid};
pub use refusal::Refusal;

use super::App;
use socket::AdminSocket;

/// Opens the administrator's door of a server that listens at `listening`, and keeps it open until
/// the server stops; invites the first person where nobody can sign up without it. A server that
/// keeps nothing has no such door. Must be called within a tokio runtime.
pub async fn open_door(app: &App, listening: SocketAddr) {
    let office = Office::new(app.clone(), listening);
    first_invite::offer(&office).await;
    if app.settings.database_folder().is_none() {
        return;
    }
    match AdminSocket::open(&app.settings.data).await {
        Ok(socket) => drop(tokio::spawn(socket.serve(office))),
        Err(error) => tracing::warn!(%error, "natter admin cannot reach this server"),
    }
}
