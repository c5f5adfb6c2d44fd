//! What a client may ask over its socket.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::mpsc;
use tokio::time::sleep;

use crate::domain::{ClientId, ConversationId, Cursors, Problem, ProblemCode, Seq, UserId};
use crate::protocol::{ClientFrame, ServerFrame, WATCHED_PEOPLE_MAX, encode};
use crate::server::auth::CurrentUser;
use crate::server::hub::ConnectionId;
use crate::server::metrics::{self, Limit};
use crate::server::service::{self, conversations, messages};
use crate::server::{App, Error};

/// How many answers may wait to be written; then the next command waits, and with it its sender.
pub(super) const REPLIES_WAITING: usize = 64;

/// Commands per second that a connection may keep up, and how many at once.
const COMMANDS_PER_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
const COMMANDS_AT_ONCE: NonZeroU32 = NonZeroU32::new(200).unwrap();
/// "Is writing" more often than this is passed over.
const TYPED_PER_SECOND: NonZeroU32 = NonZeroU32::new(1).unwrap();
/// Nothing more is read for so long after a refusal, so that a flood is held up at its source.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_millis(10);

/// Carries out one connection's commands.
pub(super) struct Commands {
    app: App,
    current: CurrentUser,
    connection: ConnectionId,
    replies: mpsc::Sender<Utf8Bytes>,
    allowance: DefaultDirectRateLimiter,
    may_type: DefaultDirectRateLimiter,
}

impl Commands {
    pub(super) fn new(
        app: App,
        current: CurrentUser,
        connection: ConnectionId,
        replies: mpsc::Sender<Utf8Bytes>,
    ) -> Self {
        let quota = Quota::per_second(COMMANDS_PER_SECOND).allow_burst(COMMANDS_AT_ONCE);
        let allowance = RateLimiter::direct(quota);
        let may_type = RateLimiter::direct(Quota::per_second(TYPED_PER_SECOND));
        Self { app, current, connection, replies, allowance, may_type }
    }

    /// Whether the session has ended, which those who closed it know before we are told.
    pub(super) fn is_session_over(&self) -> bool {
        self.app.store.find_session(self.current.session).is_none()
    }

    /// Carries a command out and answers it.
    pub(super) async fn carry_out(&self, command: ClientFrame) {
        // Every open tab pings, looked at or not.
        if command != ClientFrame::Ping {
            self.app.hub.note_use(self.connection);
        }
        let allowed = self
            .allowance
            .check()
            .map_err(|_| Problem { retry_after_secs: Some(1), ..ProblemCode::TooMany.into() })
            .inspect_err(|_| metrics::refused(Limit::Commands));
        match (command, allowed) {
            (ClientFrame::SendMessage { client_id, .. }, Err(problem)) => {
                self.reply(&ServerFrame::SendRefused { client_id, problem }).await;
                sleep(PAUSE_AFTER_REFUSAL).await;
            }
            (_, Err(problem)) => self.refuse(problem).await,
            (ClientFrame::SendMessage { conversation, client_id, body }, Ok(())) => {
                self.send_message(conversation, client_id, body).await;
            }
            (ClientFrame::MarkSeen { conversation, seq }, Ok(())) => {
                self.mark_seen(conversation, seq);
            }
            (ClientFrame::MarkDelivered { conversation, seq }, Ok(())) => {
                self.mark_delivered(conversation, seq);
            }
            (ClientFrame::Type { conversation }, Ok(())) => self.tell_typing(&conversation).await,
            (ClientFrame::WatchPeople { people }, Ok(())) => self.watch_people(people).await,
            (ClientFrame::Ping, Ok(())) => self.reply(&ServerFrame::Pong).await,
            (ClientFrame::Hello { .. }, Ok(())) => {
                self.refuse(ProblemCode::MalformedFrame.into()).await;
            }
        }
    }

    /// Answers what was no command, or one that could not be carried out.
    pub(super) async fn refuse(&self, problem: Problem) {
        self.reply(&ServerFrame::CommandRefused { problem }).await;
        sleep(PAUSE_AFTER_REFUSAL).await;
    }

    async fn send_message(&self, conversation: ConversationId, client_id: ClientId, body: String) {
        let (app, current) = (self.app.clone(), self.current.clone());
        // In a task of its own: a client that vanishes must not abort it half-way.
        let sending = tokio::spawn(async move {
            messages::send(&app, &current, &conversation, client_id, &body).await
        });
        let sent = match sending.await {
            Ok(sent) => sent,
            Err(panic) => Err(Error::Internal(panic.to_string())),
        };
        match sent {
            // What was committed now comes to all of the sender's connections by the hub.
            Ok(sent) if !sent.repeated => {}
            Ok(sent) => self.reply(&sent.frame).await,
            Err(error) => {
                let problem = error.into_problem();
                self.reply(&ServerFrame::SendRefused { client_id, problem }).await;
            }
        }
    }

    fn mark_seen(&self, conversation: ConversationId, seq: Seq) {
        let (app, current) = (self.app.clone(), self.current.clone());
        self.mark(
            async move { conversations::mark_seen(&app, &current, &conversation, seq).await },
        );
    }

    fn mark_delivered(&self, conversation: ConversationId, seq: Seq) {
        let (app, current) = (self.app.clone(), self.current.clone());
        self.mark(async move {
            conversations::mark_delivered(&app, &current, &conversation, seq).await
        });
    }

    /// Not waited for: receipts are folded and written late, and must not hold up what is sent.
    fn mark(&self, marking: impl Future<Output = Result<Cursors, Error>> + Send + 'static) {
        let replies = self.replies.clone();
        tokio::spawn(async move {
            if let Err(error) = marking.await {
                let problem = error.into_problem();
                let refused = encode(&ServerFrame::CommandRefused { problem });
                let _ = replies.send(refused.into()).await;
            }
        });
    }

    async fn tell_typing(&self, conversation: &ConversationId) {
        if self.may_type.check().is_err() {
            return;
        }
        if let Err(error) = service::tell_typing(&self.app, &self.current, conversation) {
            self.refuse(error.into_problem()).await;
        }
    }

    async fn watch_people(&self, people: Vec<UserId>) {
        if people.len() > WATCHED_PEOPLE_MAX {
            return self.refuse(ProblemCode::TooLarge.into()).await;
        }
        // Followed first and told then, so that no change falls between.
        self.app.hub.watch(self.connection, people.clone());
        // Telling takes a while, and news of a change meanwhile may be written before the answer
        // that it made stale: so what changed is told again, until nothing did. Later changes come
        // after all of it.
        let mut told = HashMap::new();
        loop {
            let mut changed = false;
            for (person, presence) in service::list_presences(&self.app, &people) {
                if told.insert(person, presence) != Some(presence) {
                    changed = true;
                    self.reply(&ServerFrame::PresenceChanged { person, presence }).await;
                }
            }
            if !changed {
                return;
            }
        }
    }

    async fn reply(&self, frame: &ServerFrame) {
        // Nobody takes it only when the connection ends.
        let _ = self.replies.send(encode(frame).into()).await;
    }
}
