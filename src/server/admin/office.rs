//! What the commands are carried out with.

use std::net::SocketAddr;

use super::links::Links;
use crate::server::App;

/// A server, and how others reach it. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    pub(super) app: App,
    pub(super) links: Links,
}

impl Office {
    /// Of a server that listens, or would listen, at this address.
    pub fn new(app: App, listening: SocketAddr) -> Self {
        let links = Links::new(&app.settings, listening);
        Self { app, links }
    }
}
