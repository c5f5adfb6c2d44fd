//! The running server's parts, put together and taken apart.

use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::protocol::close;
use crate::server::auth::{Devices, Passwords, Tokens};
use crate::server::db::{DbError, Store};
use crate::server::hub::{Hub, HubOptions};
use crate::server::limits::Limits;
use crate::server::seal::Keyring;
use crate::server::service;
use crate::server::settings::{Secrets, SecretsError, Settings};
use crate::server::socket::Streams;
use crate::server::{Exports, ShownOnce};

/// The server: what every door is handed. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts of an [`App`].
pub struct Inner {
    pub settings: Settings,
    pub store: Store,
    pub keyring: Keyring,
    pub hub: Hub,
    pub passwords: Passwords,
    pub tokens: Tokens,
    pub devices: Devices,
    pub limits: Limits,
    pub streams: Streams,
    pub shown_once: ShownOnce,
    pub exports: Exports,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// Why the server does not start; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl StartError {
    /// Whether another process has the database open.
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::Db(DbError::Locked(_)))
    }
}

impl App {
    /// Loads or makes the secrets, opens the database and starts the server's own tasks.
    ///
    /// # Errors
    /// Whatever keeps it from starting; an existing database is then untouched.
    pub async fn open(settings: Settings) -> Result<Self, StartError> {
        let secrets = Secrets::load(&settings)?;
        let keyring = Keyring::from_master(&secrets.master_key);
        let (commits, committed) = mpsc::unbounded_channel();
        let store = Store::open(settings.store_options(), keyring.key_check(), commits).await?;
        let (hub, comings_and_goings) = Hub::new(HubOptions { grace: settings.presence_grace() });
        let app = Self(Arc::new(Inner {
            tokens: Tokens::new(&secrets.jwt_secret),
            devices: Devices::new(&secrets.jwt_secret),
            limits: Limits::new(&settings),
            passwords: Passwords::new(),
            streams: Streams::default(),
            shown_once: ShownOnce::default(),
            exports: Exports::default(),
            stopping: CancellationToken::new(),
            settings,
            store,
            keyring,
            hub,
        }));
        tokio::spawn(service::publish_commits(app.clone(), committed));
        tokio::spawn(service::follow_presence(app.clone(), comings_and_goings));
        Ok(app)
    }

    /// Begins to stop: takes no new socket and closes every other one with "going away".
    pub fn stop(&self) {
        self.stopping.cancel();
        self.hub.close_all(close::GOING_AWAY);
    }

    /// Stops, finishes the writer's batch and closes the database.
    pub async fn close(&self) {
        self.stop();
        service::note_departures(self).await;
        self.store.close().await;
    }
}
