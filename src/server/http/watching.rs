//! `GET /metrics`, on an address of its own: what there is to watch, for Prometheus.

use std::io;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::server::App;
use crate::server::metrics::{self, Levels};

/// As Prometheus names its text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers at `listener` until the server stops. Nothing of it is on the public address, and nothing
/// else is here.
///
/// # Errors
/// Those of the listener.
pub async fn serve_metrics(app: App, listener: TcpListener) -> io::Result<()> {
    let stopping = app.stopping.clone();
    let router = Router::new().route("/metrics", get(tell)).with_state(app);
    tokio::select! {
        served = axum::serve(listener, router) => served,
        () = metrics::keep_up() => Ok(()),
        () = stopping.cancelled() => Ok(()),
    }
}

async fn tell(State(app): State<App>) -> impl IntoResponse {
    metrics::set_levels(&Levels {
        people_online: app.hub.count_online(),
        writes_waiting: app.store.count_waiting_writes(),
        frames_waiting_max: app.hub.longest_outbox(),
        passwords_waiting: app.passwords.count_waiting(),
    });
    ([(CONTENT_TYPE, TEXT_FORMAT)], metrics::render())
}
