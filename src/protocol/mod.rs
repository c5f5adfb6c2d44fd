//! What goes over the socket: JSON text frames. `frames.md` describes each for those who write
//! clients; its examples are checked against the types.
//!
//! The client's first frame is [`ClientFrame::Hello`]; the server answers with
//! [`ServerFrame::Welcome`] and from then on sends facts as they become durable. Commands are
//! imperative, facts are in the past tense. Every frame may arrive twice: applying a fact again
//! changes nothing, and a repeated send is answered with the first one's message.

mod client_frame;
pub mod close;
mod codec;
#[cfg(test)]
mod golden;
mod limits;
#[cfg(test)]
mod refusals;
mod server_frame;

pub use client_frame::ClientFrame;
pub use codec::{decode_client_frame, decode_server_frame, encode};
pub use limits::{
    CONNECTIONS_PER_PERSON_MAX, FRAME_MAX_BYTES, HELD_CONVERSATIONS_MAX, HELLO_WITHIN_SECS,
    PING_EVERY_SECS, TAB_SILENCE_SECS, TYPE_EVERY_SECS, TYPED_HOLDS_SECS, WATCHED_PEOPLE_MAX,
};
pub use server_frame::{Resume, ServerFrame};

/// The version of the frames in this module, said in `Hello` and in `Welcome`.
pub const PROTOCOL_VERSION: u16 = 2;
