//! What somebody wrote is nowhere to be read but by those it was written for.

use std::fs;
use std::path::Path;

use natter::domain::{ClientId, ProblemCode, UserId};
use tempfile::TempDir;

use crate::harness::{Client, TestServer, logged};
use crate::visitor::PASSWORD;

/// Every file below a folder in which these words are.
pub fn files_with(folder: &Path, words: &str) -> Vec<String> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
        } else if has(&fs::read(&path).unwrap(), words) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn has(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

#[tokio::test]
async fn nothing_of_a_message_is_in_the_data_folder_or_in_the_log() {
    let marker = format!("marker-{}", UserId::random());
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    anas.send_message(&conversation, ClientId::random(), &marker).await;
    assert_eq!(bos.message().await.body.as_str(), marker);
    ana.post(&conversation, ClientId::random(), &format!("{marker}, too")).await.unwrap();
    // Refused in every way that a body can be.
    let client_id = ClientId::random();
    for body in [format!("{marker}\u{0}"), format!("{marker}{}", "x".repeat(4_000))] {
        anas.send_message(&conversation, client_id, &body).await;
        anas.send_refused().await;
        ana.post(&conversation, client_id, &body).await.unwrap_err();
    }
    anas.say(format!("{{\"sendMessage\":{{\"body\":\"{marker}\"}}}}").into()).await;
    assert_eq!(anas.command_refused().await.code, ProblemCode::MalformedFrame);
    bo.view(&ana).await;
    bo.overview().await;
    assert_eq!(files_with(folder.path(), &marker), [""; 0]);
    server.stop().await;
    let server = TestServer::start_on(folder.path()).await;
    let bo = Client::log_in(&server, "bo").await;
    assert_eq!(bo.history(&ana).await[0].body.as_str(), marker);
    server.stop().await;
    assert_eq!(files_with(folder.path(), &marker), [""; 0]);
    assert!(!files_with(folder.path(), "ana").is_empty(), "names can be found: the search works");

    let log = logged();
    assert!(log.contains("/api/send_message"), "the log was kept");
    for secret in [marker.as_str(), PASSWORD, "tea+at", ana.token(), bo.token()] {
        let lines: Vec<_> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(lines.is_empty(), "{lines:?}");
    }
}
