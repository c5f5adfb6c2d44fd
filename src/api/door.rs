//! The server functions' way into the server.

use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use crate::domain::{Problem, ProblemCode};
use crate::server::auth::CurrentUser;
use crate::server::{App, Error, RequestContext};
use http::StatusCode;
use http::header::{HeaderName, HeaderValue, LOCATION, SET_COOKIE};

/// The server, the request, and the response in the making.
pub(super) struct Door {
    pub(super) app: App,
    pub(super) request: RequestContext,
    response: Option<ResponseOptions>,
}

impl Door {
    /// Must be called before the first `await` of a server function.
    pub(super) fn open() -> Self {
        Self {
            app: expect_context(),
            request: expect_context(),
            // While a page is being rendered its status is the page's own affair.
            response: use_context::<ResponseOptions>(),
        }
    }

    /// Who asks.
    pub(super) fn member(&self) -> Result<CurrentUser, Error> {
        self.request.current.clone().ok_or_else(|| ProblemCode::SignedOut.into())
    }

    pub(super) fn set_cookie(&self, cookie: &axum_extra::extract::cookie::Cookie<'_>) {
        self.append(SET_COOKIE, &cookie.to_string());
    }

    /// Where a plain form goes next. Only paths of this server.
    pub(super) fn go_to(&self, path: &str) {
        self.append(LOCATION, path);
    }

    /// The answer, with its status.
    pub(super) fn answer<T>(self, result: Result<T, Error>) -> Result<T, Problem> {
        result.map_err(|error| {
            let problem = error.into_problem();
            if let (Some(response), Ok(status)) =
                (&self.response, StatusCode::from_u16(problem.code.status()))
            {
                response.set_status(status);
            }
            problem
        })
    }

    fn append(&self, name: HeaderName, value: &str) {
        if let (Some(response), Ok(value)) = (&self.response, HeaderValue::from_str(value)) {
            response.append_header(name, value);
        }
    }
}
