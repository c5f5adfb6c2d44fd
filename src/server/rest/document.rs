//! The OpenAPI document, made from the operations.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::ProblemDetails;
use super::operation::Operation;
use crate::domain::Scope;
use crate::server::App;
use crate::server::auth::cookie::session_cookie_name;

const ABOUT: &str = "\
The door for programs. Names are camelCase, times RFC 3339 in UTC, and unknown fields are refused.

**Who asks**: `Authorization: Bearer` with a token, of a log-in or of a program's own (`POST \
/api/tokens`), or a browser's cookie. A program's token has a scope: `read` reads and follows live \
events, `write` also sends, marks as seen and sets the status; `full` is what a log-in gives.

**Sending** is safe to repeat: with the same `Idempotency-Key` a message is sent once, whatever \
happens to the answers.

**Refusals** are problem details (RFC 9457). `code` is for programs, `detail` for who writes them. \
What cannot be read is 400, as is what can be read but is no good (a password that is too weak); what \
has another form than this document says is 422. Whatever one may not know of is not found. With 429 \
and 503, `Retry-After` says when to come back.";

/// The document of those operations that `needs` knows.
pub(super) fn document(
    app: &App,
    operations: &[Operation],
    needs: impl Fn(&Method, &str) -> Option<Scope>,
) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut schemas = BTreeMap::new();
    schemas.insert("ProblemDetails".to_owned(), ProblemDetails::schema());
    for operation in operations {
        let method = operation.method.as_str().to_ascii_lowercase();
        let told = tell(operation, needs(&operation.method, operation.path));
        paths.entry(operation.path).or_default().insert(method, told);
        schemas.extend(operation.schemas.iter().cloned());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Natter",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags(operations),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "What a log-in answers with, or a program's own token.",
                },
                "cookie": {
                    "type": "apiKey", "in": "cookie", "name": session_cookie_name(app),
                    "description": "What browsers get at a log-in. Elsewhere it counts for nothing.",
                },
            },
        },
    })
}

fn tags(operations: &[Operation]) -> Value {
    let mut names: Vec<&str> = operations.iter().map(|operation| operation.tag).collect();
    names.dedup();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn tell(operation: &Operation, needs: Option<Scope>) -> Value {
    let scope = needs.map(|scope| format!("Needs a token of scope `{}`.", scope.name()));
    let about = [Some(operation.about.clone()).filter(|about| !about.is_empty()), scope];
    let mut responses: BTreeMap<String, Value> =
        operation.answers.iter().map(|(status, told)| (status.to_string(), told.clone())).collect();
    for (status, why) in refusals(operation, needs) {
        responses.insert(status.to_string(), refusal(status, &why));
    }
    let security = match needs {
        Some(_) => json!([{ "bearer": [] }, { "cookie": [] }]),
        None => json!([]),
    };
    let mut told = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": about.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
        "parameters": operation.parameters,
        "responses": responses,
        "security": security,
    });
    if let Some(body) = &operation.body {
        told["requestBody"] = body.clone();
    }
    told
}

/// Everything that an operation may be refused for, and why.
fn refusals(operation: &Operation, needs: Option<Scope>) -> BTreeMap<u16, String> {
    let mut all: BTreeMap<u16, String> = BTreeMap::new();
    let mut add = |status: u16, why: &str| {
        let said = all.entry(status).or_default();
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(why);
    };
    let changes = operation.method != Method::GET;
    if needs.is_some() {
        add(401, "The token is missing, unknown, expired or its session has ended.");
    }
    if needs.is_some_and(|scope| scope != Scope::Read) {
        add(403, "The token's scope is too narrow.");
    }
    if changes {
        add(403, "A browser asks for another site's page.");
    }
    if operation.path.contains('{') {
        add(404, "There is none such, or none that one may know of.");
    }
    if operation.body.is_some() {
        add(400, "The body cannot be read, or something in it is missing or no good.");
        add(413, "The body is larger than 64 KiB.");
        add(415, "The body is not `application/json`.");
    }
    let is_in = |place| operation.parameters.iter().any(|one| one["in"] == place);
    if operation.body.is_some() || is_in("query") || is_in("header") {
        add(422, "Something is unknown, given twice, of another type or out of range.");
    }
    for (status, why) in &operation.refusals {
        add(*status, why);
    }
    add(429, "Too much in too short a time.");
    add(500, "The server is at fault; its log has the `incident`.");
    add(503, "Not now: the server is stopping, or cannot write. Trying again is safe.");
    all
}

fn refusal(status: u16, why: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{}", ProblemDetails::name()) });
    let mut told = json!({
        "description": why,
        "content": { "application/problem+json": { "schema": schema } },
    });
    let text = json!({ "schema": { "type": "string" } });
    match status {
        401 => told["headers"] = json!({ "WWW-Authenticate": text }),
        429 | 503 => {
            let secs = json!({ "type": "integer", "minimum": 0 });
            let about = "How many seconds to wait.";
            told["headers"] = json!({ "Retry-After": { "description": about, "schema": secs } });
        }
        _ => {}
    }
    told
}
