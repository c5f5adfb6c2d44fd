//! Whom the socket serves.

use super::{Link, Way};
use crate::domain::{ConversationId, Token};
use crate::protocol::ServerFrame;

/// Who is told what happens to the socket and what comes over it.
pub trait Listener: Copy + 'static {
    /// How far everything is known, for the hello of a new connection.
    fn known_up_to(&self) -> Option<Token>;
    /// The conversations whose messages have to be told of then.
    fn holds(&self) -> Vec<ConversationId>;
    /// A frame came.
    fn hear(&self, frame: ServerFrame);
    /// The connection stands differently now. `Live` is told after its `Welcome`.
    fn link_changed(&self, link: Link);
    /// A new connection is about to be opened, by this way.
    fn goes_by(&self, way: Way);
    /// A connection could not be opened: whether the server answers over HTTP.
    fn reaches(self) -> impl Future<Output = bool>;
    /// Somebody looks at the tab again.
    fn looked_at(&self);
    /// The server has ended the session.
    fn session_ended(&self);
}
