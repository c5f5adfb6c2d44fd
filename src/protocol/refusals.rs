//! What is taken for a command and what is not.

use super::golden::client_frames;
use super::*;
use crate::domain::{BODY_MAX_CHARS, ClientId, ConversationId, ProblemCode, UserId};

#[test]
fn an_unknown_field_is_passed_over() {
    let said = r#"{"hello":{"protocol":2,"token":null,"since":"tomorrow"}}"#;
    assert!(decode_client_frame(said).unwrap() == hello());
}

#[test]
fn the_order_of_fields_and_white_space_do_not_matter() {
    let said = "\n{ \"hello\" : { \"token\" : null, \"protocol\" : 2 } }\t";
    assert!(decode_client_frame(said).unwrap() == hello());
}

#[test]
fn a_frame_of_an_unknown_name_is_told_from_nonsense() {
    for said in [r#"{"sendRocket":{}}"#, r#"{"":1}"#, "\"Ping\"", r#"{"welcome":{}}"#] {
        assert_eq!(
            decode_client_frame(said).unwrap_err().code,
            ProblemCode::UnknownFrame,
            "{said}"
        );
    }
}

#[test]
fn a_known_frame_that_is_not_well_formed_is_malformed() {
    for (frame, json) in client_frames() {
        if frame == ClientFrame::Ping {
            continue;
        }
        let name = json.split('"').nth(1).unwrap();
        let said = format!(r#"{{"{name}":{{}}}}"#);
        // The token of a hello may be left out, its protocol not.
        let problem = decode_client_frame(&said).unwrap_err();
        assert_eq!(problem.code, ProblemCode::MalformedFrame, "{said}");
    }
}

#[test]
fn nonsense_is_malformed() {
    let deep = "[".repeat(60_000);
    for said in [
        "",
        " ",
        "ping",
        "null",
        "1",
        "\"hello\"",
        "[]",
        "{}",
        "{\"ping\":1}",
        "\"ping",
        "\"ping\"\"ping\"",
        "{\"ping\":null,\"pong\":null}",
        "\u{0}",
        r#"{"markSeen":{"conversation":"x","seq":1}}"#,
        r#"{"watchPeople":{"people":["00000000"]}}"#,
        r#"{"hello":{"protocol":70000,"token":null}}"#,
        r#"{"hello":{"protocol":1,"token":"no-number"}}"#,
        r#"{"hello":{"protocol":-1,"token":null}}"#,
        &deep,
    ] {
        let code = decode_client_frame(said).unwrap_err().code;
        assert_eq!(code, ProblemCode::MalformedFrame, "{:.80}", said);
    }
}

#[test]
fn a_place_is_a_whole_number_and_not_below_zero() {
    for seq in ["-1", "1.5", "\"1\"", "18446744073709551616", "null"] {
        let said =
            format!(r#"{{"markSeen":{{"conversation":"{}","seq":{seq}}}}}"#, notes_to_self());
        let code = decode_client_frame(&said).unwrap_err().code;
        assert_eq!(code, ProblemCode::MalformedFrame, "{said}");
    }
}

#[test]
fn a_frame_fits_up_to_its_bound_and_not_beyond() {
    let padded = |length: usize| format!("{}{}", " ".repeat(length - 6), "\"ping\"");
    assert!(decode_client_frame(&padded(FRAME_MAX_BYTES)).is_ok());
    let problem = decode_client_frame(&padded(FRAME_MAX_BYTES + 1)).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooLarge);
}

#[test]
fn the_longest_message_fits_whatever_it_is_made_of() {
    for awkward in ["\u{1F469}", "\"", "\\", "\n", "\u{2028}"] {
        let body = format!("a{}b", awkward.repeat(BODY_MAX_CHARS - 2));
        let frame = ClientFrame::SendMessage {
            conversation: notes_to_self(),
            client_id: ClientId::random(),
            body,
        };
        assert!(decode_client_frame(&encode(&frame)).is_ok());
    }
}

fn hello() -> ClientFrame {
    ClientFrame::Hello { protocol: 2, token: None, holds: vec![] }
}

fn notes_to_self() -> ConversationId {
    let ana = UserId::random();
    ConversationId::of_pair(ana, ana)
}
