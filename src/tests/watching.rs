//! What whoever runs the server can watch.

use std::time::Duration;

use natter::domain::ClientId;
use natter::server::{http, metrics};
use tokio::net::TcpListener;

use crate::harness::{Client, IN_TIME, TestServer};
use crate::visitor::Visitor;

/// A server whose numbers can be asked for, and where.
async fn watched() -> (TestServer, String) {
    metrics::install().unwrap();
    let server = TestServer::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(http::serve_metrics(server.app.clone(), listener));
    (server, format!("http://{address}"))
}

async fn get(address: &str, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{address}{path}")).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The number of that name and those labels; zero if there is none.
async fn number(address: &str, name: &str) -> f64 {
    let (status, told) = get(address, "/metrics").await;
    assert_eq!(status, 200);
    let found = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.map_or(0.0, |value| value.parse().unwrap())
}

/// All servers of this process count together: a number may grow by more than we did.
#[tokio::test]
async fn the_numbers_move() {
    let (server, address) = watched().await;
    let names = [
        (r#"natter_messages_total{outcome="appended"}"#, 3.0),
        (r#"natter_messages_total{outcome="held"}"#, 1.0),
        ("natter_commit_duration_seconds_count", 4.0),
        ("natter_commit_operations_count", 4.0),
        ("natter_password_duration_seconds_count", 3.0),
        (r#"natter_log_ins_total{outcome="wrong"}"#, 5.0),
        (r#"natter_log_ins_total{outcome="refused"}"#, 1.0),
        (r#"natter_refusals_total{limit="log_ins"}"#, 1.0),
        (r#"natter_http_request_duration_seconds_count{status="2xx"}"#, 2.0),
        (r#"natter_http_request_duration_seconds_count{status="4xx"}"#, 6.0),
        (r#"natter_connections_closed_total{reason="left"}"#, 1.0),
    ];
    let mut before = vec![];
    for (name, _) in names {
        before.push(number(&address, name).await);
    }

    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, bos, mut others) = (ana.tab().await, bo.tab().await, bo.tab().await);
    for _ in 0..3 {
        ana.post(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    }
    bo.set_status("busy").await;
    ana.post_any(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    let mut stranger = Visitor::stranger(&server);
    for _ in 0..6 {
        stranger.call("log_in", &[("login", "zebedee"), ("password", "a guess")]).await;
    }
    bos.close().await;
    let told = get(&address, "/metrics").await.1;
    assert!(number(&address, r#"natter_connections{way="websocket"}"#).await >= 2.0, "{told}");
    assert!(number(&address, "natter_people_online").await >= 2.0, "{told}");
    others.ping().await;
    anas.ping().await;

    for ((name, by), before) in names.into_iter().zip(before) {
        let moved = async {
            while number(&address, name).await < before + by {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(IN_TIME, moved).await.is_ok(), "{name}\n{told}");
    }
    for always in [
        "natter_writes_waiting",
        "natter_connection_frames_waiting_max",
        "natter_passwords_waiting",
        "natter_database_reopened_total",
        "natter_incidents_total",
        "natter_build_info{version=",
        "process_start_time_seconds",
        "process_resident_memory_bytes",
        "process_open_fds",
    ] {
        assert!(told.lines().any(|line| line.starts_with(always)), "{always}\n{told}");
    }
    for secret in ["zebedee", "ana\"", &ana.id.to_string(), &ana.session.to_string()] {
        assert!(!told.contains(secret), "{secret}\n{told}");
    }
}

#[tokio::test]
async fn the_numbers_are_on_an_address_of_their_own_and_nothing_else_is() {
    let (server, address) = watched().await;
    assert_eq!(get(&format!("http://{}", server.address), "/metrics").await.0, 404);
    for path in ["/", "/healthz", "/login", "/api/get_overview"] {
        assert_eq!(get(&address, path).await.0, 404, "{path}");
    }
    let told = reqwest::get(format!("{address}/metrics")).await.unwrap();
    assert_eq!(told.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    server.stop().await;
    let gone = async {
        while reqwest::get(format!("{address}/metrics")).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(IN_TIME, gone).await.is_ok(), "it stops with the server");
}
