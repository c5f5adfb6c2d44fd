//! What is kept, as it is answered.

use jiff::Timestamp;

use super::{Count, ListedSession, ListedUser};
use crate::domain::{Status, UnixMillis};
use crate::server::service::inspection::{Inspected, InspectedSession};

/// An instant as RFC 3339 has it, to the second.
pub(super) fn rfc_3339(at: UnixMillis) -> String {
    Timestamp::from_second(at.0.div_euclid(1_000)).unwrap_or_default().to_string()
}

pub(super) fn listed_user(Inspected { user, online, sessions }: &Inspected) -> ListedUser {
    let busy_until = match user.status {
        Status::Busy { until } => until,
        Status::Available => None,
    };
    ListedUser {
        username: user.username.to_string(),
        full_name: user.full_name.to_string(),
        email: user.email.as_ref().map(|email| email.as_str().to_owned()),
        created_at: rfc_3339(user.created_at),
        last_seen: user.last_seen.map(rfc_3339),
        online: *online,
        status: if user.status.is_busy() { "busy" } else { "available" }.into(),
        busy_until: busy_until.map(rfc_3339),
        disabled: user.disabled,
        has_password: !user.password_hash.is_empty(),
        sessions: *sessions,
    }
}

pub(super) fn listed_session(inspected: &InspectedSession) -> ListedSession {
    let session = &inspected.session;
    ListedSession {
        id: session.id,
        username: inspected.user.username.to_string(),
        name: session.name.clone(),
        scope: session.scope.name().into(),
        user_agent: session.user_agent.clone(),
        created_at: rfc_3339(session.created_at),
        last_used: rfc_3339(session.last_used),
        expires_at: rfc_3339(session.expires_at),
        connected: inspected.is_connected,
    }
}

pub(super) fn count(name: &str, count: u64) -> Count {
    Count { name: name.into(), count }
}
