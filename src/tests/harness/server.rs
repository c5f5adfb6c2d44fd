//! A server in this process.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;

use clap::Parser;
use natter::server::settings::Settings;
use natter::server::{App, StartError, http};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::log;

/// What counts where a test says nothing else.
const USUAL: &[&str] = &[
    // Everybody in these tests comes from one address.
    "--attempts-per-minute",
    "100000",
    "--requests-per-second",
    "100000",
    "--messages-per-minute",
    "100000000",
    // Short, so that leaving can be waited for; long enough for a reload on a busy machine.
    "--presence-grace-ms",
    "400",
];

/// The servers run on threads of their own, set up as the program's are.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(10 * 1024 * 1024)
        .build()
        .expect("threads can be started")
});

/// A whole server on a port of its own. Dropping it stops it in the background.
pub struct TestServer {
    pub app: App,
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl TestServer {
    /// A server that keeps nothing.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// As [`Self::start`], with these arguments, too.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let arguments = [&["--database", "mem://"], arguments].concat();
        Self::try_start(&arguments).await.expect("it starts")
    }

    /// A server that keeps everything in this folder.
    pub async fn start_on(folder: &Path) -> Self {
        Self::try_start_on(folder).await.expect("it starts")
    }

    /// As [`Self::start_on`], where that may fail.
    pub async fn try_start_on(folder: &Path) -> Result<Self, StartError> {
        Self::try_start(&["--data", folder.to_str().expect("a plain path")]).await
    }

    async fn try_start(arguments: &[&str]) -> Result<Self, StartError> {
        log::capture();
        let line = ["natter"].iter().chain(USUAL).chain(arguments);
        let settings = Settings::try_parse_from(line).expect("arguments are spelled right");
        let (stop, stopped) = oneshot::channel::<()>();
        let started = RUNTIME.spawn(async move {
            let app = App::open(settings).await?;
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
            let address = listener.local_addr().expect("it is bound");
            let served = app.clone();
            let serving = tokio::spawn(async move {
                let shutdown = async { drop(stopped.await) };
                http::serve(served.clone(), listener, shutdown).await.expect("it serves");
                served.close().await;
            });
            Ok::<_, StartError>((app, address, serving))
        });
        let (app, address, serving) = started.await.expect("it does not panic")?;
        Ok(Self { app, address, stop, serving })
    }

    /// Stops as the program does on a signal, and returns when the database is closed.
    pub async fn stop(self) {
        let Self { app, stop, serving, .. } = self;
        let _ = stop.send(());
        serving.await.expect("it stops");
        drop(app);
    }
}
