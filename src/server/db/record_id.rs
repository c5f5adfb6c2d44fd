//! How domain ids are written as record ids, and read back.

use surrealdb::types::{Array, Number, RecordId, RecordIdKey, SurrealValue, Value};
use uuid::Uuid;

use super::DbError;
use super::message::Origin;
use crate::domain::{ConversationId, Seq, UserId};

/// `table:u'…'`.
pub(super) fn of_uuid(table: &str, id: Uuid) -> RecordId {
    RecordId::new(table, surrealdb::types::Uuid::from(id))
}

/// `conversation:…`, keyed by the id's text.
pub(super) fn of_conversation(id: &ConversationId) -> RecordId {
    RecordId::new("conversation", id.as_str())
}

/// `member:[conversation, user]`.
pub(super) fn of_member(conversation: &ConversationId, user: UserId) -> RecordId {
    RecordId::new("member", pair(conversation, user.as_uuid().into_value()))
}

/// `message:[conversation, seq]`.
pub(super) fn of_message(conversation: &ConversationId, seq: Seq) -> RecordId {
    RecordId::new("message", pair(conversation, seq.0.into_value()))
}

/// `held:place`.
pub(super) fn of_held(place: u64) -> RecordId {
    RecordId::new("held", i64::try_from(place).unwrap_or(i64::MAX))
}

/// `taken_back:[sender, client_id]`.
pub(super) fn of_taken_back(origin: Origin) -> RecordId {
    RecordId::new("taken_back", origin_key(origin))
}

/// `sent:[sender, client_id]`.
pub(super) fn of_origin(origin: Origin) -> RecordId {
    RecordId::new("sent", origin_key(origin))
}

fn origin_key((sender, client_id): Origin) -> Array {
    Array::from(vec![sender.as_uuid().into_value(), client_id.as_uuid().into_value()])
}

fn pair(conversation: &ConversationId, second: Value) -> Array {
    Array::from(vec![Value::String(conversation.as_str().to_owned()), second])
}

/// The UUID of a record that is keyed by one.
pub(super) fn uuid(id: &RecordId) -> Result<Uuid, DbError> {
    match id.key {
        RecordIdKey::Uuid(uuid) => Ok(uuid.into_inner()),
        _ => Err(unreadable(id)),
    }
}

/// The conversation of a record that is keyed by one.
pub(super) fn conversation(id: &RecordId) -> Result<ConversationId, DbError> {
    match &id.key {
        RecordIdKey::String(text) => text.parse().map_err(|_| unreadable(id)),
        _ => Err(unreadable(id)),
    }
}

/// The two halves of `member:[conversation, user]`.
pub(super) fn member(id: &RecordId) -> Result<(ConversationId, UserId), DbError> {
    match halves(id)? {
        (conversation, Value::Uuid(user)) => Ok((conversation, user.into_inner().into())),
        _ => Err(unreadable(id)),
    }
}

/// The two halves of `message:[conversation, seq]`.
pub(super) fn message(id: &RecordId) -> Result<(ConversationId, Seq), DbError> {
    match halves(id)? {
        (conversation, Value::Number(Number::Int(seq))) => {
            Ok((conversation, Seq(u64::try_from(*seq).map_err(|_| unreadable(id))?)))
        }
        _ => Err(unreadable(id)),
    }
}

/// The place of `held:place`.
pub(super) fn held(id: &RecordId) -> Result<u64, DbError> {
    match id.key {
        RecordIdKey::Number(place) => u64::try_from(place).map_err(|_| unreadable(id)),
        _ => Err(unreadable(id)),
    }
}

/// The two halves of `taken_back:[sender, client_id]`.
pub(super) fn taken_back(id: &RecordId) -> Result<Origin, DbError> {
    let RecordIdKey::Array(parts) = &id.key else { return Err(unreadable(id)) };
    match parts.as_slice() {
        [Value::Uuid(sender), Value::Uuid(client_id)] => {
            Ok((sender.into_inner().into(), client_id.into_inner().into()))
        }
        _ => Err(unreadable(id)),
    }
}

fn halves(id: &RecordId) -> Result<(ConversationId, &Value), DbError> {
    let RecordIdKey::Array(parts) = &id.key else { return Err(unreadable(id)) };
    match parts.as_slice() {
        [Value::String(conversation), second] => {
            Ok((conversation.parse().map_err(|_| unreadable(id))?, second))
        }
        _ => Err(unreadable(id)),
    }
}

/// Something stored that this version would never have written.
pub(super) fn unreadable(id: &RecordId) -> DbError {
    DbError::Unusable(format!(
        "the database holds a row that Natter did not write, {id:?}: restore a backup"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ClientId;

    #[test]
    fn ids_survive_being_written_and_read() {
        let (ana, bo) = (UserId::random(), UserId::random());
        let talk = ConversationId::of_pair(ana, bo);
        assert_eq!(uuid(&of_uuid("user", ana.as_uuid())), Ok(ana.as_uuid()));
        assert_eq!(conversation(&of_conversation(&talk)), Ok(talk.clone()));
        assert_eq!(member(&of_member(&talk, bo)), Ok((talk.clone(), bo)));
        assert_eq!(message(&of_message(&talk, Seq(7))), Ok((talk, Seq(7))));
        assert_eq!(held(&of_held(7)), Ok(7));
        let origin = (ana, ClientId::random());
        assert_eq!(taken_back(&of_taken_back(origin)), Ok(origin));
    }

    #[test]
    fn a_foreign_id_is_an_error_and_no_panic() {
        let foreign = RecordId::new("message", 5);
        assert!(message(&foreign).is_err());
        assert!(member(&foreign).is_err());
        assert!(conversation(&RecordId::new("conversation", "x")).is_err());
        assert!(uuid(&foreign).is_err());
        assert!(held(&RecordId::new("held", "x")).is_err());
    }
}
