//! What one method at one address does, and what the OpenAPI document says of it.

use std::collections::BTreeMap;

use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::Rest;

/// What makes an operation's handler, for a method.
type Handler = fn(MethodFilter) -> MethodRouter<Rest>;

/// An operation. What it may be refused for by everybody alike is added by the document.
pub(super) struct Operation {
    pub(super) method: Method,
    /// As axum and OpenAPI both spell it: `/api/messages/{user}`.
    pub(super) path: &'static str,
    pub(super) handler: Handler,
    pub(super) id: &'static str,
    /// The heading that it stands under.
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: String,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) answers: BTreeMap<u16, Value>,
    /// What it may be refused for besides, and why.
    pub(super) refusals: Vec<(u16, &'static str)>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

impl Operation {
    pub(super) fn new(
        method: Method,
        path: &'static str,
        handler: Handler,
        (tag, id): (&'static str, &'static str),
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            handler,
            id,
            tag,
            summary,
            about: String::new(),
            parameters: vec![],
            body: None,
            answers: BTreeMap::new(),
            refusals: vec![],
            schemas: vec![],
        }
    }

    /// More about it, in Markdown.
    pub(super) fn about(mut self, about: &str) -> Self {
        self.about = about.to_owned();
        self
    }

    /// The part of its address in braces.
    pub(super) fn named(self, name: &str, about: &str, schema: &Value) -> Self {
        self.parameter("path", name, about, schema)
    }

    pub(super) fn query(self, name: &str, about: &str, schema: &Value) -> Self {
        self.parameter("query", name, about, schema)
    }

    pub(super) fn header(self, name: &str, about: &str, schema: &Value) -> Self {
        self.parameter("header", name, about, schema)
    }

    /// It takes a body of this type.
    pub(super) fn takes<T: ToSchema>(self) -> Self {
        self.body::<T>(true)
    }

    /// It takes a body of this type, or none.
    pub(super) fn may_take<T: ToSchema>(self) -> Self {
        self.body::<T>(false)
    }

    /// It answers with this type.
    pub(super) fn gives<T: ToSchema>(mut self, status: u16, about: &str) -> Self {
        let content = json!({ "application/json": { "schema": self.schema::<T>() } });
        self.answers.insert(status, json!({ "description": about, "content": content }));
        self
    }

    /// It answers with something of this media type that has no schema of ours.
    pub(super) fn gives_other(mut self, kind: &str, about: &str) -> Self {
        let is = if kind == "application/json" { "object" } else { "string" };
        let content = json!({ kind: { "schema": { "type": is } } });
        self.answers.insert(200, json!({ "description": about, "content": content }));
        self
    }

    pub(super) fn may_refuse(mut self, status: u16, why: &'static str) -> Self {
        self.refusals.push((status, why));
        self
    }

    fn parameter(mut self, place: &str, name: &str, about: &str, schema: &Value) -> Self {
        let required = place == "path";
        self.parameters.push(json!({
            "in": place, "name": name, "description": about, "required": required, "schema": schema,
        }));
        self
    }

    fn body<T: ToSchema>(mut self, required: bool) -> Self {
        let schema = self.schema::<T>();
        let content = json!({ "application/json": { "schema": schema } });
        self.body = Some(json!({ "required": required, "content": content }));
        self
    }

    fn schema<T: ToSchema>(&mut self) -> Value {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
    }
}

/// A whole number within bounds.
pub(super) fn integer(from: u64, to: u64) -> Value {
    json!({ "type": "integer", "format": "int64", "minimum": from, "maximum": to })
}

/// A person, in an address.
pub(super) fn user_name() -> Value {
    json!({ "type": "string", "minLength": 2, "maxLength": 36, "examples": ["bo"] })
}

/// What is said of it.
pub(super) const USER: &str = "A person's id or username; a former username leads to them, too.";
