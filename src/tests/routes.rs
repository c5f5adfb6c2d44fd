//! The route table, walked: every route, by everyone there is.

use natter::domain::{ConversationId, ProblemCode, UnixMillis, UserId};
use natter::server::auth::Tokens;
use natter::server::db::Session;
use natter::server::http::{Access, Kind, ROUTES, Route};
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION};
use serde_json::{Value, json};

use crate::harness::{TestServer, sign_up_json};
use crate::visitor::{Answer, PASSWORD, Visitor};

const COOKIE: &str = "natter_session";

/// Ana and Bo, who talk, and Cy, who does not take part.
struct Cast {
    server: TestServer,
    ana: Visitor,
    cy: Visitor,
    conversation: ConversationId,
}

impl Cast {
    async fn gather() -> Self {
        let server = TestServer::start().await;
        let mut ana = Visitor::member(&server, "ana").await;
        let bo = Visitor::member(&server, "bo").await;
        let cy = Visitor::member(&server, "cy").await;
        let conversation = ConversationId::of_pair(ana.id(), bo.id());
        let client_id = UserId::random().to_string();
        let fields =
            [("conversation", conversation.as_str()), ("client_id", &client_id), ("body", "hi")];
        assert_eq!(ana.call("send_message", &fields).await.status, 200);
        Self { server, ana, cy, conversation }
    }

    /// Everybody who is not signed in, each in a way of their own.
    fn outsiders(&self) -> Vec<(&'static str, Visitor)> {
        let session = self.session_of(&self.ana);
        let with_token = |token: String| {
            let mut visitor = Visitor::stranger(&self.server);
            visitor.cookies.insert(COOKIE.into(), token);
            visitor
        };
        let tokens = &self.server.app.tokens;
        let yesterday = UnixMillis(session.created_at.0 - 24 * 60 * 60 * 1000);
        let expired = tokens.sign(&Session { expires_at: yesterday, ..session.clone() });
        let another = Tokens::new(b"a secret of another server's own").sign(&session);
        let unknown =
            tokens.sign(&Session { id: UserId::random().as_uuid().into(), ..session.clone() });
        let anothers = tokens.sign(&Session { user: self.cy.id(), ..session });
        vec![
            ("a stranger", Visitor::stranger(&self.server)),
            ("somebody with an expired token", with_token(expired)),
            ("somebody with a token of another server", with_token(another)),
            ("somebody with a session that is not", with_token(unknown)),
            ("somebody with a session that is not theirs", with_token(anothers)),
            ("somebody with nonsense", with_token("nonsense".into())),
        ]
    }

    fn session_of(&self, visitor: &Visitor) -> Session {
        let session = visitor.current().unwrap().session;
        (*self.server.app.store.find_session(session).unwrap()).clone()
    }

    async fn visit(&self, visitor: &mut Visitor, route: &Route) -> Answer {
        let path = route.path.replace("{username}", "bo").replace("{*file}", "natter.js");
        let path = path.replace("{user}", "bo").replace("{id}", &UserId::random().to_string());
        let request = visitor.request(route.method.clone(), &path);
        let request = match route.kind {
            Kind::ServerFunction | Kind::Attempt | Kind::LogIn => {
                request.form(&self.form(route.path))
            }
            // From where no page of ours is: the answer to one would not end.
            Kind::Events => request.header("sec-fetch-site", "none"),
            // Likewise.
            Kind::Rest if route.path == "/api/events" => {
                request.header("sec-fetch-site", "cross-site")
            }
            Kind::Rest | Kind::RestAttempt => match json_for(route) {
                Some(body) => request.json(&body),
                None => request,
            },
            _ => request.header(ACCEPT, "text/html"),
        };
        visitor.send(request).await
    }

    /// What each server function is called with.
    fn form(&self, path: &'static str) -> Vec<(&'static str, String)> {
        let conversation = || ("conversation", self.conversation.to_string());
        let any_id = UserId::random().to_string();
        let password = || ("password", PASSWORD.to_owned());
        match path {
            "/api/sign_up" => vec![
                ("full_name", "Di".into()),
                ("username", format!("di{}", &any_id[..8])),
                ("password", PASSWORD.into()),
            ],
            "/api/log_in" => vec![("login", "ana".into()), ("password", PASSWORD.into())],
            "/api/log_out" | "/api/keep_codes" | "/api/end_other_sessions" => vec![],
            "/api/recover" => vec![("login", "ana".into()), ("code", "no".into()), password()],
            "/api/reset_password" => vec![("code", "no".into()), password()],
            "/api/judge_password" => vec![password()],
            "/api/edit_profile" => {
                vec![("full_name", "Ana Núñez".into()), ("username", "ana".into())]
            }
            "/api/change_password" => vec![("old_password", "no".into()), password()],
            "/api/renew_recovery_codes" => vec![("password", "no".into())],
            "/api/end_session" => vec![("session", any_id)],
            "/api/make_token" => {
                vec![("name", "a".into()), ("scope", "read".into()), ("days", "7".into())]
            }
            "/api/delete_account" => vec![("username", "ana".into()), ("password", "no".into())],
            "/api/get_overview" => vec![("offset", "0".into())],
            "/api/list_contacts" => vec![("search", "a".into()), ("offset", "0".into())],
            "/api/get_conversation" => vec![("username", "bo".into())],
            "/api/page_messages" => vec![conversation(), ("before", "9".into())],
            "/api/mark_seen" => vec![conversation(), ("seq", "1".into())],
            "/api/take_back" => vec![conversation(), ("client_id", any_id)],
            "/api/set_status" => vec![("status", "busy".into()), ("minutes", "5".into())],
            "/api/set_sends_seen" => vec![("sends_seen", "false".into())],
            "/api/send_message" => {
                vec![conversation(), ("client_id", any_id), ("body", "hello".into())]
            }
            _ => panic!("{path} is new: say here what it is called with"),
        }
    }
}

/// What each operation of the JSON API is called with.
fn json_for(route: &Route) -> Option<Value> {
    Some(match (route.method.as_str(), route.path) {
        ("GET" | "DELETE", _) | (_, "/api/auth/logout" | "/api/messages/{user}/seen") => {
            return None;
        }
        (_, "/api/auth/signup") => {
            sign_up_json(&format!("di{}", &UserId::random().to_string()[..8]))
        }
        (_, "/api/auth/login") => json!({ "login": "ana", "password": PASSWORD }),
        (_, "/api/auth/password") => json!({ "oldPassword": PASSWORD, "password": PASSWORD }),
        (_, "/api/auth/profile" | "/api/auth/update-profile") => json!({ "bio": "By the sea." }),
        (_, "/api/auth/status") => json!({ "status": "busy", "minutes": 5 }),
        ("POST", "/api/messages/{user}" | "/api/messages/send/{user}") => json!({ "body": "hi" }),
        (_, "/api/tokens") => json!({ "name": "a program", "scope": "read" }),
        (method, path) => panic!("{method} {path} is new: say here what it is called with"),
    })
}

/// Whether an answer says that this person may not come in here.
fn is_refused(route: &Route, answer: &Answer) -> bool {
    match route.kind {
        kind if kind.is_for_people() => {
            answer.status == 303 && answer.header("location").starts_with("/login")
        }
        _ => answer.status == 401 && answer.problem().code == ProblemCode::SignedOut,
    }
}

/// What whoever may use a route is answered with there, by the forms above. What asks for a code, or for
/// a password once more, is tried with a wrong one.
fn expected_status(route: &Route) -> u16 {
    match (route.path, route.kind) {
        ("/api/recover" | "/api/reset_password", _) => 403,
        ("/api/change_password" | "/api/renew_recovery_codes" | "/api/delete_account", _) => 403,
        ("/api/end_session", _) => 404,
        (_, Kind::WayTo(_)) => 303,
        _ => 200,
    }
}

/// The walk below holds the server to its table; this holds the table.
#[test]
fn only_what_is_named_here_is_open_to_strangers() {
    let open = ROUTES.iter().filter(|route| route.access != Access::Member);
    let mut open: Vec<&str> = open.map(|route| route.path).collect();
    open.sort_unstable();
    let named = [
        "/api",
        "/api/auth/login",
        "/api/auth/signup",
        "/api/judge_password",
        "/api/log_in",
        "/api/openapi.json",
        "/api/recover",
        "/api/reset_password",
        "/api/sign_up",
        "/favicon.ico",
        "/healthz",
        "/login",
        "/pkg/{*file}",
        "/recover",
        "/reset",
        "/signup",
        "/static/{*file}",
    ];
    assert_eq!(open, named);
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_what_is_for_everyone_and_nothing_else() {
    let cast = Cast::gather().await;
    for (who, mut visitor) in cast.outsiders() {
        for route in ROUTES {
            let answer = cast.visit(&mut visitor, route).await;
            let refused = is_refused(route, &answer);
            assert_eq!(refused, route.access == Access::Member, "{who}, {route:?}: {answer:?}");
            // Signing up and logging in has just worked.
            if route.access == Access::Everyone && route.method == Method::POST {
                match route.kind {
                    Kind::Rest | Kind::RestAttempt => {
                        assert!([200, 201].contains(&answer.status), "{route:?}: {answer:?}");
                    }
                    _ => assert_eq!(answer.status, expected_status(route), "{route:?}: {answer:?}"),
                }
                let fresh = cast.outsiders().into_iter().find(|(other, _)| *other == who);
                visitor = fresh.unwrap().1;
            }
        }
    }
}

#[tokio::test]
async fn a_session_that_was_ended_opens_nothing_any_more() {
    let cast = Cast::gather().await;
    for route in ROUTES.iter().filter(|route| route.access == Access::Member) {
        let mut dora = Visitor::stranger(&cast.server);
        let fields = [("login", "ana"), ("password", PASSWORD)];
        assert_eq!(dora.call("log_in", &fields).await.status, 200);
        let session = dora.current().unwrap().session;
        cast.server.app.store.revoke_session(session).await.unwrap();
        let answer = cast.visit(&mut dora, route).await;
        assert!(is_refused(route, &answer), "{route:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_member_gets_everything_but_the_pages_for_signing_in() {
    let mut cast = Cast::gather().await;
    // It would end what is looked at below.
    let ends_others = |route: &&Route| {
        ["/api/end_other_sessions", "/api/auth/password"].contains(&route.path)
            || (route.path == "/api/sessions" && route.method == Method::DELETE)
    };
    for route in ROUTES.iter().filter(|route| !ends_others(route)) {
        // A session of its own for each: one of them is log_out.
        let mut ana = Visitor::stranger(&cast.server);
        ana.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
        let answer = cast.visit(&mut ana, route).await;
        assert!(!is_refused(route, &answer), "{route:?}: {answer:?}");
        match (route.kind, route.access) {
            (Kind::PlainPage, Access::SignedOut) => {
                assert_eq!((answer.status, answer.header("location")), (303, "/"), "{route:?}");
            }
            // Nobody asked for an upgrade, or from a page; nobody built the browser's files here.
            (Kind::Socket | Kind::Events | Kind::Commands, _) => {
                assert!((400..500).contains(&answer.status), "{answer:?}")
            }
            (Kind::Rest, _) if route.path == "/api/events" => assert_eq!(answer.status, 403),
            (Kind::Rest, _) if route.path.contains("{id}") => assert_eq!(answer.status, 404),
            (Kind::Rest | Kind::RestAttempt, _) => {
                assert!([200, 201].contains(&answer.status), "{route:?}: {answer:?}");
            }
            (Kind::File, _) => assert!([200, 404].contains(&answer.status), "{answer:?}"),
            _ => assert_eq!(answer.status, expected_status(route), "{route:?}: {answer:?}"),
        }
    }
    assert_eq!(cast.ana.open("/").await.status, 200, "other sessions are not touched");
}

#[tokio::test]
async fn a_conversation_does_not_exist_for_who_is_not_in_it() {
    let mut cast = Cast::gather().await;
    let mut cy = std::mem::replace(&mut cast.cy, Visitor::stranger(&cast.server));
    let touches_it = |route: &&Route| cast.form_names_conversation(route);
    for route in ROUTES.iter().filter(touches_it) {
        let answer = cast.visit(&mut cy, route).await;
        assert_eq!(answer.status, 404, "{route:?}: {answer:?}");
        assert_eq!(answer.problem().code, ProblemCode::NotFound);
    }
}

impl Cast {
    fn form_names_conversation(&self, route: &Route) -> bool {
        let is_function = route.kind == Kind::ServerFunction;
        is_function && self.form(route.path).iter().any(|(name, _)| *name == "conversation")
    }
}

#[tokio::test]
async fn a_program_shows_its_token_in_a_header_and_is_judged_by_that_alone() {
    let cast = Cast::gather().await;
    let token = &cast.ana.cookies[COOKIE];
    let call = |visitor: &Visitor, token: &str| {
        let request = visitor.request(Method::POST, "/api/get_overview");
        request.header(AUTHORIZATION, format!("Bearer {token}")).form(&[("offset", "0")])
    };
    let mut program = Visitor::stranger(&cast.server);
    let answer = call(&program, token);
    assert_eq!(program.send(answer).await.status, 200);
    let mut ana = Visitor::stranger(&cast.server);
    ana.cookies = cast.ana.cookies.clone();
    let answer = call(&ana, "nonsense");
    assert_eq!(ana.send(answer).await.status, 401);
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_found() {
    let cast = Cast::gather().await;
    let mut anybody = Visitor::stranger(&cast.server);
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::GET, "/api/log_in"),
        (Method::POST, "/api/nothing"),
        (Method::POST, "/login"),
        (Method::PUT, "/api/log_in"),
        (Method::DELETE, "/"),
        (Method::OPTIONS, "/api/log_in"),
        (Method::GET, "/healthz/"),
        (Method::GET, "/c/bo/more"),
    ] {
        let request = anybody.request(method.clone(), path);
        let answer = anybody.send(request).await;
        assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
        assert_eq!(answer.problem().code, ProblemCode::NotFound);
    }
    let page = anybody.open("/nothing").await;
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
}
