//! The frames as they go over the wire, to the letter: what other clients are written against.

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::*;
use crate::domain::{
    Account, ClientId, CommitNumber, Contact, ConversationId, ConversationView, Cursors, Field,
    HeldMessage, Message, MessageBody, Person, Presence, Problem, ProblemCode, Receipts, Seq,
    Status, Token, UnixMillis, UserId,
};

/// Examples of every frame of a kind. The `match` that is made of them names each variant, so that
/// a frame without an example does not compile.
macro_rules! examples {
    ($kind:ident: $($variant:ident => [$(($frame:expr, $json:expr)),+ $(,)?])+) => {{
        let every_frame_is_here = |frame: &$kind| match frame {
            $($kind::$variant { .. } => stringify!($variant),)+
        };
        let examples = vec![$($((stringify!($variant), $frame, $json)),+),+];
        for (name, frame, _) in &examples {
            assert_eq!(every_frame_is_here(frame), *name);
        }
        examples.into_iter().map(|(_, frame, json)| (frame, json)).collect::<Vec<($kind, &str)>>()
    }};
}

pub(super) fn client_frames() -> Vec<(ClientFrame, &'static str)> {
    examples! { ClientFrame:
        Hello => [
            (
                ClientFrame::Hello {
                    protocol: 2,
                    token: Some(token()),
                    holds: vec![conversation()],
                },
                r#"{"hello":{"protocol":2,"token":"e1.7","holds":["00000000000000000000000000000a0000000000000000000000000000000b00"]}}"#
            ),
            (
                ClientFrame::Hello { protocol: 2, token: None, holds: vec![] },
                r#"{"hello":{"protocol":2,"token":null,"holds":[]}}"#
            ),
        ]
        SendMessage => [(
            ClientFrame::SendMessage {
                conversation: conversation(),
                client_id: client_id(),
                body: "hi \"Bo\"\n<b>👋</b>".into(),
            },
            r#"{"sendMessage":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","clientId":"00000000-0000-0000-0000-00000000c000","body":"hi \"Bo\"\n<b>👋</b>"}}"#
        )]
        MarkDelivered => [(
            ClientFrame::MarkDelivered { conversation: conversation(), seq: Seq(3) },
            r#"{"markDelivered":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","seq":3}}"#
        )]
        MarkSeen => [(
            ClientFrame::MarkSeen { conversation: conversation(), seq: Seq(3) },
            r#"{"markSeen":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","seq":3}}"#
        )]
        Type => [(
            ClientFrame::Type { conversation: conversation() },
            r#"{"type":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00"}}"#
        )]
        WatchPeople => [(
            ClientFrame::WatchPeople { people: vec![ana(), bo()] },
            r#"{"watchPeople":{"people":["00000000-0000-0000-0000-000000000a00","00000000-0000-0000-0000-000000000b00"]}}"#
        )]
        Ping => [(ClientFrame::Ping, "\"ping\"")]
    }
}

fn server_frames() -> Vec<(ServerFrame, &'static str)> {
    let cursors = Cursors { delivered: Seq(3), seen: Seq(2), own_after_seen: 1 };
    let at = Some(UnixMillis(1_700_000_000_000));
    let receipts = Receipts { delivered: Seq(3), delivered_at: at, seen: Seq(2), seen_at: None };
    let account = Account { unseen: 4, sends_seen: true };
    examples! { ServerFrame:
        Welcome => [
            (
                ServerFrame::Welcome {
                    protocol: 2,
                    me: ana(),
                    resume: Resume::UpToDate,
                    token: token(),
                },
                r#"{"welcome":{"protocol":2,"me":"00000000-0000-0000-0000-000000000a00","resume":"upToDate","token":"e1.7"}}"#
            ),
            (
                ServerFrame::Welcome {
                    protocol: 2,
                    me: ana(),
                    resume: Resume::CatchUp,
                    token: token(),
                },
                r#"{"welcome":{"protocol":2,"me":"00000000-0000-0000-0000-000000000a00","resume":"catchUp","token":"e1.7"}}"#
            ),
            (
                ServerFrame::Welcome {
                    protocol: 2,
                    me: ana(),
                    resume: Resume::TakeFreshPages,
                    token: token(),
                },
                r#"{"welcome":{"protocol":2,"me":"00000000-0000-0000-0000-000000000a00","resume":"takeFreshPages","token":"e1.7"}}"#
            ),
        ]
        Missed => [(
            ServerFrame::Missed {
                people: vec![person()],
                conversations: vec![ConversationView {
                    contact: Contact {
                        person: person(),
                        conversation: conversation(),
                        last: Some((&message()).into()),
                        cursors,
                    },
                    messages: vec![message()],
                    receipts,
                    held: vec![held()],
                    token: token(),
                }],
                account,
                token: token(),
                more: false,
            },
            r#"{"missed":{"people":[{"id":"00000000-0000-0000-0000-000000000b00","username":"bo","fullName":"Bo Li","presence":{"online":true,"lastSeen":null},"status":{"busy":{"until":1700000000000}}}],"conversations":[{"contact":{"person":{"id":"00000000-0000-0000-0000-000000000b00","username":"bo","fullName":"Bo Li","presence":{"online":true,"lastSeen":null},"status":{"busy":{"until":1700000000000}}},"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","last":{"seq":3,"sender":"00000000-0000-0000-0000-000000000a00","preview":"hi","sentAt":1700000000000},"cursors":{"delivered":3,"seen":2,"ownAfterSeen":1}},"messages":[{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","seq":3,"sender":"00000000-0000-0000-0000-000000000a00","clientId":"00000000-0000-0000-0000-00000000c000","body":"hi","sentAt":1700000000000}],"receipts":{"delivered":3,"deliveredAt":1700000000000,"seen":2,"seenAt":null},"held":[{"place":5,"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","clientId":"00000000-0000-0000-0000-00000000c000","body":"hi","heldAt":1700000000000}],"token":"e1.7"}],"account":{"unseen":4,"sendsSeen":true},"token":"e1.7","more":false}}"#
        )]
        MessageSent => [(
            ServerFrame::MessageSent { message: message(), cursors, unseen: 4, token: token() },
            r#"{"messageSent":{"message":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","seq":3,"sender":"00000000-0000-0000-0000-000000000a00","clientId":"00000000-0000-0000-0000-00000000c000","body":"hi","sentAt":1700000000000},"cursors":{"delivered":3,"seen":2,"ownAfterSeen":1},"unseen":4,"token":"e1.7"}}"#
        )]
        MessageHeld => [(
            ServerFrame::MessageHeld { message: held(), token: token() },
            r#"{"messageHeld":{"message":{"place":5,"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","clientId":"00000000-0000-0000-0000-00000000c000","body":"hi","heldAt":1700000000000},"token":"e1.7"}}"#
        )]
        HeldTakenBack => [(
            ServerFrame::HeldTakenBack {
                conversation: conversation(),
                client_id: client_id(),
                token: token(),
            },
            r#"{"heldTakenBack":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","clientId":"00000000-0000-0000-0000-00000000c000","token":"e1.7"}}"#
        )]
        SendRefused => [(
            ServerFrame::SendRefused {
                client_id: client_id(),
                problem: Problem::at(Field::Body, ProblemCode::TooLong),
            },
            r#"{"sendRefused":{"clientId":"00000000-0000-0000-0000-00000000c000","problem":{"code":"too_long","field":"body"}}}"#
        )]
        CursorsMoved => [(
            ServerFrame::CursorsMoved {
                conversation: conversation(),
                cursors,
                unseen: 4,
                token: token(),
            },
            r#"{"cursorsMoved":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","cursors":{"delivered":3,"seen":2,"ownAfterSeen":1},"unseen":4,"token":"e1.7"}}"#
        )]
        ReceiptsMoved => [(
            ServerFrame::ReceiptsMoved {
                conversation: conversation(),
                person: bo(),
                receipts,
                token: token(),
            },
            r#"{"receiptsMoved":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","person":"00000000-0000-0000-0000-000000000b00","receipts":{"delivered":3,"deliveredAt":1700000000000,"seen":2,"seenAt":null},"token":"e1.7"}}"#
        )]
        PersonChanged => [(
            ServerFrame::PersonChanged { person: person(), token: token() },
            r#"{"personChanged":{"person":{"id":"00000000-0000-0000-0000-000000000b00","username":"bo","fullName":"Bo Li","presence":{"online":true,"lastSeen":null},"status":{"busy":{"until":1700000000000}}},"token":"e1.7"}}"#
        )]
        AccountChanged => [(
            ServerFrame::AccountChanged { account, token: token() },
            r#"{"accountChanged":{"account":{"unseen":4,"sendsSeen":true},"token":"e1.7"}}"#
        )]
        PresenceChanged => [(
            ServerFrame::PresenceChanged {
                person: bo(),
                presence: Presence {
                    online: false,
                    last_seen: Some(UnixMillis(1_700_000_000_000)),
                },
            },
            r#"{"presenceChanged":{"person":"00000000-0000-0000-0000-000000000b00","presence":{"online":false,"lastSeen":1700000000000}}}"#
        )]
        Typed => [(
            ServerFrame::Typed { conversation: conversation(), person: bo() },
            r#"{"typed":{"conversation":"00000000000000000000000000000a0000000000000000000000000000000b00","person":"00000000-0000-0000-0000-000000000b00"}}"#
        )]
        CommandRefused => [
            (
                ServerFrame::CommandRefused { problem: ProblemCode::UnknownFrame.into() },
                r#"{"commandRefused":{"problem":{"code":"unknown_frame"}}}"#
            ),
            (
                ServerFrame::CommandRefused {
                    problem: Problem {
                        retry_after_secs: Some(1),
                        incident: Some("1f2e3d4c".into()),
                        ..ProblemCode::TooMany.into()
                    },
                },
                r#"{"commandRefused":{"problem":{"code":"too_many","retryAfterSecs":1,"incident":"1f2e3d4c"}}}"#
            ),
        ]
        Pong => [(ServerFrame::Pong, "\"pong\"")]
    }
}

fn ana() -> UserId {
    Uuid::from_u128(0xa00).into()
}

fn bo() -> UserId {
    Uuid::from_u128(0xb00).into()
}

fn client_id() -> ClientId {
    Uuid::from_u128(0xc000).into()
}

fn conversation() -> ConversationId {
    ConversationId::of_pair(ana(), bo())
}

fn token() -> Token {
    Token { epoch: "e1".into(), number: CommitNumber(7) }
}

fn message() -> Message {
    Message {
        conversation: conversation(),
        seq: Seq(3),
        sender: ana(),
        client_id: client_id(),
        body: MessageBody::parse("hi").unwrap(),
        sent_at: UnixMillis(1_700_000_000_000),
    }
}

fn held() -> HeldMessage {
    HeldMessage {
        place: 5,
        conversation: conversation(),
        client_id: client_id(),
        body: MessageBody::parse("hi").unwrap(),
        held_at: UnixMillis(1_700_000_000_000),
    }
}

fn person() -> Person {
    Person {
        id: bo(),
        username: crate::domain::Username::parse("bo").unwrap(),
        full_name: crate::domain::FullName::parse("Bo Li").unwrap(),
        presence: Presence { online: true, last_seen: None },
        status: Status::Busy { until: Some(UnixMillis(1_700_000_000_000)) },
        email: None,
        bio: crate::domain::Bio::default(),
        is_deleted: false,
    }
}

fn check<F>(examples: Vec<(F, &str)>, decode: impl Fn(&str) -> Option<F>)
where
    F: PartialEq + std::fmt::Debug + Serialize + DeserializeOwned,
{
    for (frame, json) in examples {
        assert_eq!(encode(&frame), json);
        // Not with assert_eq: commands do not print what they carry.
        assert!(decode(json).unwrap() == frame, "{json}");
    }
}

#[test]
fn what_clients_say_is_written_and_read_to_the_letter() {
    check(client_frames(), |text| decode_client_frame(text).ok());
}

#[test]
fn what_the_server_says_is_written_and_read_to_the_letter() {
    check(server_frames(), decode_server_frame);
}

#[test]
fn a_command_does_not_print_what_it_carries() {
    for (frame, _) in client_frames() {
        assert!(!format!("{frame:?}").contains("hi"), "{frame:?}");
    }
    for (frame, _) in server_frames() {
        assert!(!format!("{frame:?}").contains("\"hi\""), "{frame:?}");
    }
}

/// The document shows every frame, and nothing that is none: its examples are these, to the letter.
#[test]
fn the_document_shows_each_frame_as_it_is_written() {
    let document = include_str!("frames.md");
    let mut shown: Vec<&str> = vec![];
    for block in document.split("```json\n").skip(1) {
        shown.extend(block.split("```").next().unwrap_or_default().lines());
    }
    let client = client_frames().into_iter().map(|(_, json)| json);
    let all: Vec<&str> = client.chain(server_frames().into_iter().map(|(_, json)| json)).collect();
    assert_eq!(shown, all);
}

#[test]
fn the_program_in_the_readme_speaks_this_version() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("\"hello\": {{\"protocol\": {PROTOCOL_VERSION},")));
}
