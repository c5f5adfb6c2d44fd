//! What there is to be served, against what the table says.

use std::collections::BTreeSet;

use leptos::server_fn::axum::server_fn_paths;

use super::routes::{Kind, ROUTES};
use crate::app::{ADDRESSES, PLAIN_ADDRESSES};
use crate::server::rest;

/// Stops the server if a server function, an operation of the JSON API or a page is not in the table, or the other way round: an
/// address that nobody decided about is open to nobody.
pub(super) fn check_table() {
    let functions = server_fn_paths().map(|(path, method)| format!("{method} {path}")).collect();
    let is_function = |kind| matches!(kind, Kind::ServerFunction | Kind::Attempt | Kind::LogIn);
    compare("server functions", functions, listed(is_function));
    let pages = ADDRESSES.map(|address| format!("GET {address}")).into();
    compare("pages", pages, listed(|kind| kind == Kind::Page));
    let plain = PLAIN_ADDRESSES.map(|address| format!("GET {address}")).into();
    compare("pages without WebAssembly", plain, listed(|kind| kind == Kind::PlainPage));
    let is_rest = |kind| matches!(kind, Kind::Rest | Kind::RestAttempt);
    compare("operations of the JSON API", rest::list_operations(), listed(is_rest));
}

fn listed(of_kind: impl Fn(Kind) -> bool) -> BTreeSet<String> {
    let lines = ROUTES.iter().filter(|route| of_kind(route.kind));
    lines.map(|route| format!("{} {}", route.method, route.path)).collect()
}

fn compare(what: &str, there: BTreeSet<String>, listed: BTreeSet<String>) {
    let unlisted: Vec<_> = there.difference(&listed).collect();
    let missing: Vec<_> = listed.difference(&there).collect();
    assert!(
        unlisted.is_empty() && missing.is_empty(),
        "the route table and the {what} do not agree: not in the table {unlisted:?}, \
         only in the table {missing:?}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> BTreeSet<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn the_table_has_every_page_and_server_function() {
        check_table();
    }

    #[test]
    #[should_panic(expected = "not in the table [\"POST /api/new\"]")]
    fn what_is_served_but_not_listed_stops_the_server() {
        compare(
            "server functions",
            lines(&["POST /api/old", "POST /api/new"]),
            lines(&["POST /api/old"]),
        );
    }

    #[test]
    #[should_panic(expected = "only in the table [\"GET /gone\"]")]
    fn what_is_listed_but_not_served_stops_the_server() {
        compare("pages", lines(&[]), lines(&["GET /gone"]));
    }
}
