//! What browsers are told, and what is told apart by where a request comes from.

use natter::domain::ProblemCode;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, REFERER};

use crate::harness::TestServer;
use crate::visitor::{Visitor, sign_up_form};

#[tokio::test]
async fn every_answer_tells_browsers_to_be_strict() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let overview = ana.call("get_overview", &[("offset", "0")]).await;
    for answer in
        [ana.open("/").await, ana.open("/nothing").await, ana.open("/login").await, overview]
    {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "private, no-store"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert_eq!(answer.header("x-request-id").len(), 32);
        let policy = answer.header("content-security-policy");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
    }
}

#[tokio::test]
async fn every_script_of_a_page_has_the_nonce_of_its_header_and_no_two_pages_the_same() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let mut nonces = vec![];
    for path in ["/", "/", "/c/ana", "/nothing"] {
        let page = ana.open(path).await;
        let policy = page.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        let scripts = page.body.matches("<script").count();
        let allowed = page.body.split("<script").skip(1);
        let allowed = allowed
            .filter(|tag| tag.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")));
        assert!(scripts > 0);
        assert_eq!(allowed.count(), scripts, "{path}");
        assert!(!page.body.contains(" style=\"") && !page.body.contains("<style"), "{path}");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4);
}

#[tokio::test]
async fn another_site_cannot_post_here() {
    let server = TestServer::start_with(&["--public-url", "http://chat.example"]).await;
    let mut visitor = Visitor::stranger(&server);
    let own = format!("http://{}", server.address);
    let cases: [(&[(&str, &str)], bool); 8] = [
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "null")], false),
        (&[("origin", &own), ("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("origin", &own)], true),
        (&[("origin", "http://chat.example")], true),
        (&[("origin", &own), ("sec-fetch-site", "same-origin")], true),
        // A program.
        (&[], true),
    ];
    for (headers, welcome) in cases {
        for accepts in ["text/html", "application/json"] {
            let mut request = visitor.request(Method::POST, "/api/log_in").header(ACCEPT, accepts);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.form(&[("login", "nobody"), ("password", "wrong")]);
            let answer = visitor.send(request).await;
            assert_eq!(answer.status != 403, welcome, "{headers:?}: {answer:?}");
            if !welcome {
                assert_eq!(answer.problem().code, ProblemCode::ForeignOrigin);
            }
        }
    }
}

#[tokio::test]
async fn over_https_the_session_is_for_this_host_and_https_only() {
    let server = TestServer::start_with(&["--public-url", "https://chat.example"]).await;
    let mut visitor = Visitor::stranger(&server);
    let answer = visitor.call("sign_up", &sign_up_form("ana")).await;
    let cookie = answer.cookie("__Host-natter_session").unwrap();
    for rule in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
        assert!(cookie.contains(rule), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn the_browsers_files_come_compressed_and_are_kept_no_longer_than_they_last() {
    let site = tempfile::tempdir().unwrap();
    std::fs::create_dir(site.path().join("pkg")).unwrap();
    std::fs::write(site.path().join("pkg/natter.js"), "plain").unwrap();
    std::fs::write(site.path().join("pkg/natter.js.br"), "packed").unwrap();
    std::fs::write(site.path().join("secret"), "not public").unwrap();
    let folder = site.path().to_str().unwrap();
    let server = TestServer::start_with(&["--site-root", folder]).await;
    let mut visitor = Visitor::stranger(&server);

    let plain = visitor.open("/pkg/natter.js").await;
    assert_eq!((plain.status, plain.body.as_str()), (200, "plain"));
    assert_eq!(plain.header("cache-control"), "no-cache", "its name has no hash");
    assert_eq!(plain.header("x-content-type-options"), "nosniff");
    let request =
        visitor.request(Method::GET, "/pkg/natter.js").header(ACCEPT_ENCODING, "br, gzip");
    let packed = visitor.send(request).await;
    assert_eq!((packed.header("content-encoding"), packed.body.as_str()), ("br", "packed"));
    for path in ["/pkg/nothing.js", "/pkg/../secret", "/pkg/%2e%2e/secret", "/pkg/", "/secret"] {
        assert_eq!(visitor.open(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_server_says_whether_it_takes_messages() {
    let server = TestServer::start().await;
    let answer = Visitor::stranger(&server).open("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok\n"));

    let server = TestServer::start().await;
    server.app.store.close().await;
    assert_eq!(Visitor::stranger(&server).open("/healthz").await.status, 503);
}

#[tokio::test]
async fn odd_addresses_harm_nobody() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let long = format!("/c/{}", "a".repeat(4_000));
    for path in ["/c/%ff%fe", "/c/%00", "/?q=%ff", "/c/%E2%80%AE", "//", "/c/..%2f..", &long] {
        let request = ana.request(Method::GET, path).header(ACCEPT, "text/html");
        let answer = ana.send(request.header(REFERER, "à l’envers".as_bytes())).await;
        assert!(answer.status < 500, "{path}: {answer:?}");
    }
    assert_eq!(ana.open("/").await.status, 200);
}
