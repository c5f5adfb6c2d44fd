//! Taking one's data along.

use std::io::{Cursor, Read};

use natter::domain::{ClientId, Problem, ProblemCode};
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;
use zip::ZipArchive;

use crate::harness::{Client, TestServer};
use crate::visitor::{PASSWORD, Visitor};

/// The JSON files of an archive, by name.
fn read(bytes: Vec<u8>) -> Vec<(String, Value)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = vec![];
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.push((file.name().unwrap().into_owned(), serde_json::from_str(&text).unwrap()));
    }
    files
}

#[tokio::test]
async fn an_export_has_everything_one_may_read_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    for number in 1..=430 {
        let (from, to) = if number % 3 == 0 { (&bo, &ana) } else { (&ana, &bo) };
        let body = format!("Number {number} 🦀");
        from.post(&from.with(to), ClientId::random(), &body).await.unwrap();
    }
    ana.post(&ana.with(&ana), ClientId::random(), "A note").await.unwrap();
    bo.post(&bo.with(&cy), ClientId::random(), "Not for Ana").await.unwrap();
    bo.set_status("busy").await;
    ana.post_any(&ana.with(&bo), ClientId::random(), "Waits").await.unwrap();

    let mut browser = Visitor::stranger(&server);
    browser.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    let answer = browser.request(Method::GET, "/settings/export").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let length = answer.content_length();
    let bytes = answer.bytes().await.unwrap().to_vec();
    assert_eq!(length, Some(bytes.len() as u64));
    let files = read(bytes);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected =
        ["profile.json", "sessions.json", "conversations/bo.json", "conversations/ana.json"];
    assert_eq!(names, expected);
    let [profile, sessions, with_bo, notes] = [0, 1, 2, 3].map(|place| &files[place].1);
    assert_eq!(profile["fullName"], "Ana Núñez");
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    assert_eq!(notes["messages"][0]["text"], "A note");
    let messages = with_bo["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 431);
    for (place, message) in messages[..430].iter().enumerate() {
        let number = place + 1;
        assert_eq!(message["number"], number);
        assert_eq!(message["text"], format!("Number {number} 🦀"));
        assert_eq!(message["from"], if number % 3 == 0 { "bo" } else { "me" });
        assert!(message["at"].as_str().unwrap().ends_with('Z'), "{message}");
    }
    assert_eq!((&messages[430]["text"], &messages[430]["number"]), (&"Waits".into(), &Value::Null));
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("export")), "{left:?}");
}

#[tokio::test]
async fn an_export_is_made_once_a_minute_and_a_page_says_so() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let answer = ana.request(Method::GET, "/settings/export").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let program = ana.request(Method::GET, "/settings/export").send().await.unwrap();
    assert_eq!(program.status(), 429);
    let problem: Problem = program.json().await.unwrap();
    assert_eq!(problem.code, ProblemCode::TooMany);
    let request = ana.request(Method::GET, "/settings/export").header(ACCEPT, "text/html");
    let answer = ana.send(request).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings/data"));
    assert!(ana.open("/settings/data").await.body.contains("That was too often"));
}
