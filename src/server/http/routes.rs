//! Every address that the server answers, and who may use it. What is not here is not found.

use axum::http::Method;

use crate::domain::Scope;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// Only who is not signed in; a member is led to the start page.
    SignedOut,
    /// Only who is signed in; on a page a stranger is led to the log-in page, elsewhere refused.
    Member,
}

/// What answers a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rendered page, one of `crate::app::ADDRESSES`.
    Page,
    /// A rendered page without WebAssembly, one of `crate::app::PLAIN_ADDRESSES`.
    PlainPage,
    /// An address that leads on to a page.
    WayTo(&'static str),
    /// What somebody takes along.
    Export,
    /// A server function of `crate::api`.
    ServerFunction,
    /// A server function that tries a secret: so many per minute and address.
    Attempt,
    /// A server function that logs in: how often, `service::entry` says, which knows to which
    /// account and from which browser.
    LogIn,
    /// An operation of the JSON API, `crate::server::rest`.
    Rest,
    /// One that tries a secret: so many per minute and address.
    RestAttempt,
    /// The live door, `crate::server::socket`.
    Socket,
    /// The live door's facts where WebSockets are blocked.
    Events,
    /// The live door's commands there.
    Commands,
    /// For whoever watches over the server.
    Health,
    /// A file of the site folder.
    File,
}

impl Kind {
    /// Whether a person goes there, who is led to the log-in page where it is for members.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Page | Self::PlainPage | Self::WayTo(_) | Self::Export)
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Route {
    pub method: Method,
    /// As axum spells it: `/c/{username}`.
    pub path: &'static str,
    pub access: Access,
    /// What the session of a member must be good for.
    pub needs: Scope,
    pub kind: Kind,
}

const fn get(path: &'static str, access: Access, kind: Kind) -> Route {
    Route { method: Method::GET, path, access, needs: Scope::Full, kind }
}

const fn post(path: &'static str, access: Access, kind: Kind) -> Route {
    Route { method: Method::POST, path, access, needs: Scope::Full, kind }
}

/// A server function for members.
const fn function(path: &'static str, needs: Scope) -> Route {
    Route { method: Method::POST, path, access: Access::Member, needs, kind: Kind::ServerFunction }
}

/// One of the live doors: what may be said there is judged by each command.
const fn live(method: Method, path: &'static str, kind: Kind) -> Route {
    Route { method, path, access: Access::Member, needs: Scope::Read, kind }
}

/// An operation of the JSON API for members.
const fn rest(method: Method, path: &'static str, needs: Scope, kind: Kind) -> Route {
    Route { method, path, access: Access::Member, needs, kind }
}

/// One that everybody may use.
const fn open(method: Method, path: &'static str, kind: Kind) -> Route {
    Route { method, path, access: Access::Everyone, needs: Scope::Full, kind }
}

/// The table. A page, server function or public file that is missing here, or too much, stops the
/// server at its start and fails a test.
pub static ROUTES: &[Route] = &[
    get("/", Access::Member, Kind::Page),
    get("/c/{username}", Access::Member, Kind::Page),
    get("/login", Access::SignedOut, Kind::PlainPage),
    get("/signup", Access::SignedOut, Kind::PlainPage),
    get("/recover", Access::SignedOut, Kind::PlainPage),
    get("/reset", Access::Everyone, Kind::PlainPage),
    get("/welcome", Access::Member, Kind::PlainPage),
    get("/settings", Access::Member, Kind::WayTo("/settings/profile")),
    get("/settings/profile", Access::Member, Kind::PlainPage),
    get("/settings/password", Access::Member, Kind::PlainPage),
    get("/settings/sessions", Access::Member, Kind::PlainPage),
    get("/settings/tokens", Access::Member, Kind::PlainPage),
    get("/settings/recovery", Access::Member, Kind::PlainPage),
    get("/settings/data", Access::Member, Kind::PlainPage),
    get("/settings/export", Access::Member, Kind::Export),
    post("/api/sign_up", Access::Everyone, Kind::Attempt),
    post("/api/log_in", Access::Everyone, Kind::LogIn),
    post("/api/recover", Access::Everyone, Kind::Attempt),
    post("/api/reset_password", Access::Everyone, Kind::Attempt),
    post("/api/judge_password", Access::Everyone, Kind::ServerFunction),
    function("/api/log_out", Scope::Read),
    post("/api/edit_profile", Access::Member, Kind::ServerFunction),
    post("/api/change_password", Access::Member, Kind::ServerFunction),
    post("/api/renew_recovery_codes", Access::Member, Kind::ServerFunction),
    post("/api/keep_codes", Access::Member, Kind::ServerFunction),
    post("/api/end_session", Access::Member, Kind::ServerFunction),
    post("/api/end_other_sessions", Access::Member, Kind::ServerFunction),
    post("/api/make_token", Access::Member, Kind::ServerFunction),
    post("/api/delete_account", Access::Member, Kind::ServerFunction),
    function("/api/get_overview", Scope::Read),
    function("/api/list_contacts", Scope::Read),
    function("/api/get_conversation", Scope::Read),
    function("/api/page_messages", Scope::Read),
    function("/api/send_message", Scope::Write),
    function("/api/take_back", Scope::Write),
    function("/api/mark_seen", Scope::Write),
    function("/api/set_status", Scope::Write),
    function("/api/set_sends_seen", Scope::Full),
    live(Method::GET, "/ws", Kind::Socket),
    live(Method::GET, "/live/events", Kind::Events),
    live(Method::POST, "/live/commands", Kind::Commands),
    open(Method::GET, "/api", Kind::Rest),
    open(Method::GET, "/api/openapi.json", Kind::Rest),
    open(Method::POST, "/api/auth/signup", Kind::RestAttempt),
    open(Method::POST, "/api/auth/login", Kind::Rest),
    rest(Method::POST, "/api/auth/logout", Scope::Read, Kind::Rest),
    rest(Method::GET, "/api/auth/check", Scope::Read, Kind::Rest),
    rest(Method::GET, "/api/auth/get-profile", Scope::Read, Kind::Rest),
    rest(Method::GET, "/api/auth/profile", Scope::Read, Kind::Rest),
    rest(Method::PUT, "/api/auth/profile", Scope::Full, Kind::Rest),
    rest(Method::PUT, "/api/auth/update-profile", Scope::Full, Kind::Rest),
    rest(Method::PUT, "/api/auth/status", Scope::Write, Kind::Rest),
    rest(Method::PUT, "/api/auth/password", Scope::Full, Kind::RestAttempt),
    rest(Method::GET, "/api/users", Scope::Read, Kind::Rest),
    rest(Method::GET, "/api/messages/{user}", Scope::Read, Kind::Rest),
    rest(Method::POST, "/api/messages/{user}", Scope::Write, Kind::Rest),
    rest(Method::POST, "/api/messages/send/{user}", Scope::Write, Kind::Rest),
    rest(Method::PUT, "/api/messages/{user}/seen", Scope::Write, Kind::Rest),
    rest(Method::GET, "/api/sessions", Scope::Full, Kind::Rest),
    rest(Method::DELETE, "/api/sessions", Scope::Full, Kind::Rest),
    rest(Method::DELETE, "/api/sessions/{id}", Scope::Full, Kind::Rest),
    rest(Method::POST, "/api/tokens", Scope::Full, Kind::Rest),
    rest(Method::GET, "/api/events", Scope::Read, Kind::Rest),
    get("/healthz", Access::Everyone, Kind::Health),
    get("/pkg/{*file}", Access::Everyone, Kind::File),
    get("/static/{*file}", Access::Everyone, Kind::File),
    get("/favicon.ico", Access::Everyone, Kind::File),
];

/// Whether refusals at this path are told as the JSON API tells them: everything under `/api` but the
/// server functions.
pub(super) fn is_rest(path: &str) -> bool {
    let is_function =
        |route: &Route| matches!(route.kind, Kind::ServerFunction | Kind::Attempt | Kind::LogIn);
    let inside = path == "/api" || path.starts_with("/api/");
    inside && !ROUTES.iter().any(|route| route.path == path && is_function(route))
}

/// The methods that the JSON API knows at a path as the table spells it, as `Allow` lists them.
pub(super) fn methods_of_rest(path: &str) -> Option<String> {
    let here = ROUTES.iter().filter(|route| route.path == path);
    let here = here.filter(|route| matches!(route.kind, Kind::Rest | Kind::RestAttempt));
    let mut methods: Vec<&str> = here.map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    (!methods.is_empty()).then(|| methods.join(", "))
}
