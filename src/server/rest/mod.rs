//! The JSON API: the door for programs.
//!
//! Each operation is declared once, beside its handler ([`Operation`]): from that come its handler
//! and its part of the OpenAPI document. Which operations there are, and who may use them, is for
//! the route table of `http` to say. Whatever is refused, here or on the way here, is told as
//! [`ProblemDetails`]. The types that travel are this door's own: `domain` knows nothing of them.

mod accounts;
mod address;
mod document;
mod events;
mod given;
mod messages;
mod operation;
mod page;
mod params;
mod people;
mod problem_details;
mod profile;
mod reader;
mod refusal;
mod seen;
mod sessions;
mod timestamp;
mod whole;

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::FromRef;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};

use crate::domain::Scope;
use crate::server::App;
use operation::Operation;

pub use problem_details::ProblemDetails;

/// What the handlers of this door are given. Cheap to clone.
#[derive(Clone)]
pub struct Rest {
    app: App,
    document: Bytes,
    page: Bytes,
}

impl FromRef<Rest> for App {
    fn from_ref(rest: &Rest) -> Self {
        rest.app.clone()
    }
}

impl Rest {
    /// The door, where `needs` says what each operation asks of a token; `None` where it asks for
    /// none at all.
    pub fn new(app: App, needs: impl Fn(&Method, &str) -> Option<Scope>) -> Self {
        let document = document::document(&app, &operations(), needs);
        let page = page::page(&document).into();
        Self { app, document: document.to_string().into(), page }
    }

    /// What answers an operation; `None` if there is none such.
    pub fn find<S>(&self, method: &Method, path: &str) -> Option<MethodRouter<S>> {
        let mut all = operations().into_iter();
        let operation = all.find(|one| one.method == *method && one.path == path)?;
        let filter = MethodFilter::try_from(method.clone()).ok()?;
        Some((operation.handler)(filter).with_state(self.clone()))
    }
}

/// Every operation, as `GET /api/users`.
pub fn list_operations() -> BTreeSet<String> {
    operations().iter().map(|one| format!("{} {}", one.method, one.path)).collect()
}

fn operations() -> Vec<Operation> {
    let all = [
        accounts::operations(),
        profile::operations(),
        people::operations(),
        messages::operations(),
        seen::operations(),
        sessions::operations(),
        events::operations(),
        reader::operations(),
    ];
    all.into_iter().flatten().collect()
}
