//! Serving, until told to stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};

use super::router;
use crate::server::App;

/// How long requests that are under way may take once the server stops, and sockets to say goodbye.
const FINISH_WITHIN: Duration = Duration::from_secs(2);
const GOODBYE_WITHIN: Duration = Duration::from_millis(500);

/// Answers what comes in at `listener` until `shutdown` is ready; then takes nothing new, closes
/// the sockets with "going away" and returns when what was under way is done, or after 2.5 s.
/// Closing the [`App`] is left to the caller.
///
/// # Errors
/// Those of the listener.
///
/// # Panics
/// As [`router`].
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays slow");
        }
    });
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stop = {
        let app = app.clone();
        async move {
            shutdown.await;
            app.stop();
        }
    };
    let patience = async {
        app.stopping.cancelled().await;
        sleep(FINISH_WITHIN).await;
    };
    tokio::select! {
        served = axum::serve(listener, service).with_graceful_shutdown(stop) => served?,
        () = patience => tracing::warn!("requests were still under way and were given up"),
    }
    // A socket that was being opened meanwhile.
    app.stop();
    let goodbyes = async {
        while app.hub.count_connections() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    if timeout(GOODBYE_WITHIN, goodbyes).await.is_err() {
        tracing::warn!(sockets = app.hub.count_connections(), "sockets did not say goodbye");
    }
    Ok(())
}
