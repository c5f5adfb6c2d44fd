//! What a request says beside its body: who asks, of what, which part of it.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::ProblemDetails;
use super::refusal::{invalid, misfit};
use crate::domain::{ClientId, ProblemCode};
use crate::server::RequestContext;
use crate::server::auth::CurrentUser;

/// Who asks; the route table has seen to it that somebody does, and may.
pub(super) struct Me(pub(super) CurrentUser);

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemDetails> {
        let context = parts.extensions.get::<RequestContext>();
        let current = context.and_then(|context| context.current.clone());
        current.map(Self).ok_or_else(|| ProblemCode::SignedOut.into())
    }
}

/// From where and with what somebody asks who need not be known.
pub(super) struct Anybody(pub(super) RequestContext);

impl<S: Send + Sync> FromRequestParts<S> for Anybody {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemDetails> {
        let context = parts.extensions.get::<RequestContext>();
        context.cloned().map(Self).ok_or_else(|| ProblemCode::Internal.into())
    }
}

/// The part of the address that says whom or what it is about. One that cannot be read names nothing.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ProblemDetails> {
        let named = Path::<String>::from_request_parts(parts, state).await;
        named.map(|Path(name)| Self(name)).map_err(|_| ProblemCode::NotFound.into())
    }
}

/// The query. As with bodies, nothing is passed over that nobody asked for.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemDetails> {
        let read = Query::<T>::try_from_uri(&parts.uri);
        read.map(|Query(params)| Self(params)).map_err(|rejection| {
            let said = rejection.body_text();
            // As axum says it: what it was reading, the field, what is wrong.
            let mut parts = said.splitn(3, ": ").skip(1);
            match (parts.next(), parts.next()) {
                (Some(field), Some(why)) if !field.contains(' ') => match why {
                    why if why.contains('`') => misfit(field, why),
                    why => invalid(Some(field), why),
                },
                (Some(why), _) => misfit("", why),
                _ => invalid(None, "the query cannot be read"),
            }
        })
    }
}

/// The client id of a message, from `Idempotency-Key`; one of its own where there is none.
pub(super) struct IdempotencyKey(pub(super) ClientId);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ProblemDetails;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ProblemDetails> {
        const NAME: &str = "idempotency-key";
        let mut given = parts.headers.get_all(NAME).iter();
        let refused = || invalid(Some("Idempotency-Key"), "expected one UUID");
        match (given.next(), given.next()) {
            (None, _) => Ok(Self(ClientId::random())),
            (Some(key), None) => {
                let key = key.to_str().ok().and_then(|key| key.parse().ok());
                key.map(Self).ok_or_else(refused)
            }
            _ => Err(refused()),
        }
    }
}
