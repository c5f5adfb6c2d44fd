//! The house rules that a machine can hold: which way the arrows point, who says `surrealdb`, how
//! long a file may be.

mod arrows;
mod sources;

use arrows::{Arrow, may_point};
use sources::Source;

const LINES_WALL: usize = 400;

#[test]
fn arrows_point_one_way() {
    let sources = sources::all();
    let crossings: Vec<Arrow> = sources.iter().flat_map(Source::arrows).collect();
    assert!(crossings.len() > 100, "the sources were not read");
    let wrong: Vec<String> =
        crossings.iter().filter(|arrow| !may_point(arrow)).map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "forbidden arrows:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_database_layer_says_surrealdb() {
    let sources = sources::all();
    let says = |source: &&Source| source.mentions("surrealdb");
    let (inside, outside): (Vec<_>, Vec<_>) =
        sources.iter().filter(says).partition(|source| source.layer() == "server::db");
    assert!(!inside.is_empty(), "the sources were not read");
    let outside: Vec<_> = outside.iter().map(|source| source.path.display()).collect();
    assert!(outside.is_empty(), "surrealdb outside server/db: {outside:?}");
}

#[test]
fn no_file_is_longer_than_the_wall() {
    let sources = sources::all();
    let long: Vec<String> = sources
        .iter()
        .filter(|source| source.lines() > LINES_WALL)
        .map(|source| format!("{}: {} lines", source.path.display(), source.lines()))
        .collect();
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [concat!("to", "do!("), concat!("unimplem", "ented!("), concat!("FIX", "ME")];
    for source in sources::all() {
        for mark in marks {
            assert!(!source.text.contains(mark), "{} has {mark}", source.path.display());
        }
    }
}

#[test]
fn a_forbidden_arrow_is_recognised() {
    for (layer, text) in [
        ("domain", "use crate::protocol::ServerFrame;"),
        ("ui", "fn f() { crate::server::db::open() }"),
        ("server::db", "use crate::server::{db::Row, hub::Hub};"),
        ("server::hub", "use super::super::db::Store;"),
        ("server::hub", "use crate::{domain::Seq, server::db};"),
        ("ui", "view! { <p>{crate::server::App::name()}</p> }"),
    ] {
        let source = Source::of_layer(layer, text);
        assert!(source.arrows().iter().any(|arrow| !may_point(arrow)), "{layer}: {text}");
    }
}
