//! Frames to and from text.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::{ClientFrame, FRAME_MAX_BYTES, ServerFrame};
use crate::domain::{Problem, ProblemCode};

/// The names of the frames that clients say.
const COMMANDS: [&str; 7] =
    ["hello", "sendMessage", "markDelivered", "markSeen", "type", "watchPeople", "ping"];

/// A frame as JSON.
pub fn encode<F: Serialize>(frame: &F) -> String {
    serde_json::to_string(frame).expect("frames have string keys and no fallible parts")
}

/// What a client said.
///
/// # Errors
/// [`ProblemCode::TooLarge`], [`ProblemCode::UnknownFrame`] for a frame whose name is none of ours,
/// [`ProblemCode::MalformedFrame`] for everything else.
pub fn decode_client_frame(text: &str) -> Result<ClientFrame, Problem> {
    if text.len() > FRAME_MAX_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    serde_json::from_str(text).map_err(|_| match find_name(text) {
        Some(name) if !COMMANDS.contains(&name.as_str()) => ProblemCode::UnknownFrame.into(),
        _ => ProblemCode::MalformedFrame.into(),
    })
}

/// What the server said; `None` for what this version does not know.
pub fn decode_server_frame(text: &str) -> Option<ServerFrame> {
    serde_json::from_str(text).ok()
}

/// The name of something that has the form of a frame.
fn find_name(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Named {
        Alone(String),
        WithValues(BTreeMap<String, IgnoredAny>),
    }
    match serde_json::from_str(text).ok()? {
        Named::Alone(name) => Some(name),
        Named::WithValues(frame) if frame.len() == 1 => frame.into_keys().next(),
        Named::WithValues(_) => None,
    }
}
