//! The router, made from the table and from nothing else.

use std::time::Duration;

use any_spawner::Executor;
use axum::Router;
use axum::extract::Request;
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodFilter, MethodRouter, on, on_service};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::cors::{admit_named_sites, cors};
use super::devices::remember_device;
use super::export::export;
use super::files::{files, set_file_caching};
use super::forms::receive_form;
use super::guard::{guard, limit_requests};
use super::headers::set_headers;
use super::health::healthz;
use super::inventory::check_table;
use super::pages::{not_found, page, plain_page};
use super::problem::answer_panic;
use super::refusals::{method_not_allowed, tell_details};
use super::renewal::renew_session;
use super::request_context::provide_request_context;
use super::routes::{Access, Kind, ROUTES, Route};
use super::server_functions::server_function;
use super::site::Site;
use super::trace::trace_request;
use crate::domain::{Problem, ProblemCode, Scope};
use crate::server::rest::Rest;
use crate::server::{App, socket};

/// An answer that takes longer is given up. Writes go on: they are not the request's own.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Everything that the server answers over HTTP.
///
/// # Panics
/// If the table and what is there to be served do not agree.
pub fn router(app: App) -> Router {
    check_table();
    // What the views spawn while they are rendered; that it is there already is no harm.
    let _ = Executor::init_tokio();
    let site = Site::new(app.clone());
    let rest = Rest::new(app.clone(), scope_of);
    let add = |router: Router<Site>, route: &'static Route| {
        router.route(route.path, serve(&site, &rest, route))
    };
    let router = ROUTES
        .iter()
        .fold(Router::new(), add)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(against_foreign_forms(&app))
        .layer(from_fn_with_state(app.clone(), limit_requests))
        .layer(from_fn_with_state(app.clone(), provide_request_context))
        .layer(CatchPanicLayer::custom(answer_panic))
        .layer(from_fn_with_state(app.clone(), remember_device))
        .layer(from_fn(tell_details));
    let router = match cors(&app.settings) {
        Some(cors) => router.layer(from_fn_with_state(app, admit_named_sites)).layer(cors),
        None => router,
    };
    router
        .layer(from_fn_with_state(site.clone(), set_headers))
        .layer(from_fn(trace_request))
        .with_state(site)
}

/// One line of the table: its handler behind the guard and whatever its kind asks for.
fn serve(site: &Site, rest: &Rest, route: &'static Route) -> MethodRouter<Site> {
    let app = site.app.clone();
    let method = MethodFilter::try_from(route.method.clone()).expect("a common method");
    let guard = from_fn_with_state((app.clone(), route), guard);
    let renew = from_fn_with_state(app, renew_session);
    let in_time = from_fn(answer_in_time);
    match route.kind {
        Kind::Page => on(method, page).layer(renew).layer(guard).layer(in_time),
        Kind::PlainPage => on(method, plain_page).layer(renew).layer(guard).layer(in_time),
        Kind::WayTo(page) => on(method, async || Redirect::to(page)).layer(guard),
        Kind::Export => on(method, export).layer(guard),
        Kind::ServerFunction | Kind::Attempt | Kind::LogIn => on(method, server_function)
            .layer(renew)
            .layer(guard)
            .layer(from_fn_with_state(site.clone(), receive_form))
            .layer(in_time),
        Kind::Rest | Kind::RestAttempt => {
            let answer = rest.find(&route.method, route.path).expect("the table was checked");
            answer.layer(renew).layer(guard).layer(in_time)
        }
        Kind::Socket => on(method, socket::upgrade).layer(guard),
        Kind::Events => on(method, socket::listen).layer(guard),
        Kind::Commands => on(method, socket::command).layer(guard).layer(in_time),
        Kind::Health => on(method, healthz).layer(guard).layer(in_time),
        Kind::File => on_service(method, files(site))
            .layer(from_fn_with_state(site.clone(), set_file_caching))
            .layer(guard),
    }
}

/// What an operation of the JSON API asks of a token; `None` where it asks for none.
fn scope_of(method: &Method, path: &str) -> Option<Scope> {
    let route = ROUTES.iter().find(|route| route.method == *method && route.path == path)?;
    (route.access == Access::Member).then_some(route.needs)
}

/// Refuses what a browser posts for another site. Programs, which send neither `Origin` nor
/// `Sec-Fetch-Site`, bring no cookie that somebody else could use.
fn against_foreign_forms(
    app: &App,
) -> CsrfLayer<impl Fn(ProtectionError) -> Response + Clone + use<>> {
    let layer = CsrfLayer::new();
    let layer = match &app.settings.public_url {
        Some(url) => layer.add_trusted_origin(url.to_string()).expect("a URL that was parsed"),
        None => layer,
    };
    layer.with_rejection_response(|_| Problem::from(ProblemCode::ForeignOrigin).into_response())
}

async fn answer_in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request took too long and was given up");
            Problem::from(ProblemCode::Unavailable).into_response()
        }
    }
}
