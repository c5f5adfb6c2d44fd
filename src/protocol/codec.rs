//! Frames to and from text.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ClientFrame, FRAME_MAX_BYTES, ServerFrame};
use crate::domain::{Problem, ProblemCode};

/// A frame as JSON.
pub fn encode<F: Serialize>(frame: &F) -> String {
    serde_json::to_string(frame).expect("frames have string keys and no fallible parts")
}

/// What a client said.
///
/// # Errors
/// [`ProblemCode::TooLarge`], [`ProblemCode::UnknownFrame`] for JSON with a `type` that is none of
/// ours, [`ProblemCode::MalformedFrame`] for everything else.
pub fn decode_client_frame(text: &str) -> Result<ClientFrame, Problem> {
    decode(text, &["hello", "sendMessage", "markSeen", "watchPeople", "ping"])
}

/// What the server said. Clients pass over what they do not know.
///
/// # Errors
/// As [`decode_client_frame`].
pub fn decode_server_frame(text: &str) -> Result<ServerFrame, Problem> {
    decode(text, &[])
}

fn decode<F: DeserializeOwned>(text: &str, known: &[&str]) -> Result<F, Problem> {
    #[derive(serde::Deserialize)]
    struct Named {
        r#type: String,
    }
    if text.len() > FRAME_MAX_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    serde_json::from_str(text).map_err(|_| match serde_json::from_str::<Named>(text) {
        Ok(named) if !known.contains(&named.r#type.as_str()) => ProblemCode::UnknownFrame.into(),
        _ => ProblemCode::MalformedFrame.into(),
    })
}
