//! The one place where the table's "who may use it" is held.

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::routes::{Access, Kind, Route};
use crate::api::is_own_path;
use crate::domain::{Problem, ProblemCode};
use crate::server::{App, RequestContext};

const HEALTH: &str = "/healthz";

/// Lets a request through to its route, or answers it: a stranger is led to the log-in page from a
/// page and refused elsewhere; who tries passwords too often is told to wait.
pub(super) async fn guard(
    State((app, route)): State<(App, &'static Route)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(context) = request.extensions().get::<RequestContext>() else {
        return Problem::from(ProblemCode::Internal).into_response();
    };
    let may_try = || {
        app.passwords.check_room_for_strangers()?;
        app.limits.count_attempt(context.client_addr)
    };
    // At their own password members are counted by the services, each for themselves.
    if matches!(route.kind, Kind::Attempt | Kind::RestAttempt)
        && route.access == Access::Everyone
        && let Err(problem) = may_try()
    {
        tracing::warn!(address = %context.client_addr, "too many attempts from this address");
        return problem.into_response();
    }
    match (route.access, &context.current) {
        (Access::Member, Some(current)) if !current.scope.allows(route.needs) => {
            Problem::from(ProblemCode::ScopeTooNarrow).into_response()
        }
        (Access::Everyone, _) | (Access::SignedOut, None) | (Access::Member, Some(_)) => {
            next.run(request).await
        }
        (Access::SignedOut, Some(_)) => Redirect::to("/").into_response(),
        (Access::Member, None) if route.kind.is_for_people() => {
            Redirect::to(&log_in_path(&path_of(request.uri()))).into_response()
        }
        (Access::Member, None) => Problem::from(ProblemCode::SignedOut).into_response(),
    }
}

/// Holds up an address that asks too much, whatever for. Not whoever watches over the server.
pub(super) async fn limit_requests(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let address = request.extensions().get::<RequestContext>().map(|context| context.client_addr);
    let counted = address.map_or(Ok(()), |address| app.limits.count_request(address));
    match counted {
        Err(problem) if request.uri().path() != HEALTH => problem.into_response(),
        _ => next.run(request).await,
    }
}

/// Where to log in before going on to `next`, a path of this server.
pub(super) fn log_in_path(next: &str) -> String {
    if next == "/" || !is_own_path(next) {
        return "/login".into();
    }
    let mut path = String::from("/login?next=");
    for byte in next.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b"/-._~".contains(&b) => path.push(b.into()),
            b => path.push_str(&format!("%{b:02X}")),
        }
    }
    path
}

fn path_of(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(String::new, ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_log_in_remembers_where_one_wanted_to_go() {
        assert_eq!(log_in_path("/"), "/login");
        assert_eq!(log_in_path("/c/bo?q=a&b=%20"), "/login?next=/c/bo%3Fq%3Da%26b%3D%2520");
        assert_eq!(log_in_path("//evil.example"), "/login");
    }
}
