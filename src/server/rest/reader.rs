//! The description of this door, for programs and for who writes them.

use axum::extract::State;
use axum::http::Method;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::on;

use super::Rest;
use super::operation::Operation;

pub(super) fn operations() -> Vec<Operation> {
    let about_json = "The OpenAPI document.";
    vec![
        Operation::new(
            Method::GET,
            "/api/openapi.json",
            |method| on(method, document),
            ("Description", "getDocument"),
            "This document",
        )
        .gives_other("application/json", about_json),
        Operation::new(
            Method::GET,
            "/api",
            |method| on(method, page),
            ("Description", "getPage"),
            "This document, to be read by people",
        )
        .gives_other("text/html", "A page without scripts."),
    ]
}

/// It changes with the program alone.
const KEPT: (axum::http::HeaderName, &str) = (CACHE_CONTROL, "no-cache");

async fn document(State(rest): State<Rest>) -> impl IntoResponse {
    ([KEPT, (CONTENT_TYPE, "application/json")], rest.document)
}

async fn page(State(rest): State<Rest>) -> impl IntoResponse {
    ([KEPT, (CONTENT_TYPE, "text/html; charset=utf-8")], rest.page)
}
