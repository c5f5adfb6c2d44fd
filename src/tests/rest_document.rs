//! The OpenAPI document, and the page that is made from it.

use std::collections::BTreeSet;

use natter::server::http::{Access, Kind, ROUTES};
use reqwest::Method;
use serde_json::Value;

use crate::harness::{Program, TestServer};

async fn document() -> Value {
    let server = TestServer::start().await;
    let reply = Program::stranger(&server).get("/api/openapi.json").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    reply.json
}

/// Every operation: method, path, what is said of it.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(|(method, told)| (method.to_uppercase(), path.clone(), told))
    });
    all.collect()
}

#[tokio::test]
async fn the_document_and_the_route_table_agree() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    let told: BTreeSet<String> =
        operations(&document).iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let is_rest = |kind| matches!(kind, Kind::Rest | Kind::RestAttempt);
    let routes = ROUTES.iter().filter(|route| is_rest(route.kind));
    let listed = routes.clone().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(told, listed);
    for (method, path, told) in operations(&document) {
        let route = routes.clone().find(|route| route.method == *method && route.path == path);
        let is_open = told["security"] == Value::Array(vec![]);
        assert_eq!(is_open, route.unwrap().access == Access::Everyone, "{method} {path}");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
    let document = document().await;
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    let references: BTreeSet<&str> = references.collect();
    assert!(references.len() > 10, "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
    let all = operations(&document);
    let ids: BTreeSet<&str> =
        all.iter().map(|(_, _, told)| told["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len());
}

#[tokio::test]
async fn the_page_tells_of_every_operation_and_runs_no_script() {
    let server = TestServer::start().await;
    let anybody = Program::stranger(&server);
    let page = anybody.open(anybody.request(Method::GET, "/api")).await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let page = page.text().await.unwrap();
    assert!(!page.contains("<script"));
    for route in ROUTES.iter().filter(|route| matches!(route.kind, Kind::Rest | Kind::RestAttempt))
    {
        let line = format!("<code>{} {}</code>", route.method, route.path);
        assert!(page.contains(&line), "{line}");
    }
}
