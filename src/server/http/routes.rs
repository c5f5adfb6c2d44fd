//! Every address that the server answers, and who may use it. What is not here is not found.

use axum::http::Method;

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
    pub kind: Kind,
}

const fn get(path: &'static str, access: Access, kind: Kind) -> Route {
    Route { method: Method::GET, path, access, kind }
}

const fn post(path: &'static str, access: Access, kind: Kind) -> Route {
    Route { method: Method::POST, path, access, kind }
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
    post("/api/log_out", Access::Member, Kind::ServerFunction),
    post("/api/edit_profile", Access::Member, Kind::ServerFunction),
    post("/api/change_password", Access::Member, Kind::ServerFunction),
    post("/api/renew_recovery_codes", Access::Member, Kind::ServerFunction),
    post("/api/keep_codes", Access::Member, Kind::ServerFunction),
    post("/api/end_session", Access::Member, Kind::ServerFunction),
    post("/api/end_other_sessions", Access::Member, Kind::ServerFunction),
    post("/api/make_token", Access::Member, Kind::ServerFunction),
    post("/api/delete_account", Access::Member, Kind::ServerFunction),
    post("/api/get_overview", Access::Member, Kind::ServerFunction),
    post("/api/list_contacts", Access::Member, Kind::ServerFunction),
    post("/api/get_conversation", Access::Member, Kind::ServerFunction),
    post("/api/page_messages", Access::Member, Kind::ServerFunction),
    post("/api/send_message", Access::Member, Kind::ServerFunction),
    post("/api/take_back", Access::Member, Kind::ServerFunction),
    post("/api/mark_seen", Access::Member, Kind::ServerFunction),
    post("/api/set_status", Access::Member, Kind::ServerFunction),
    post("/api/set_sends_seen", Access::Member, Kind::ServerFunction),
    get("/ws", Access::Member, Kind::Socket),
    get("/live/events", Access::Member, Kind::Events),
    post("/live/commands", Access::Member, Kind::Commands),
    get("/healthz", Access::Everyone, Kind::Health),
    get("/pkg/{*file}", Access::Everyone, Kind::File),
    get("/static/{*file}", Access::Everyone, Kind::File),
    get("/favicon.ico", Access::Everyone, Kind::File),
];
