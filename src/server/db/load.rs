//! The heads, read from the database.

use std::collections::HashMap;
use std::sync::Arc;

use surrealdb::types::{RecordId, SurrealValue, Variables};

use super::conversation::{ConversationRecord, MemberRecord};
use super::engine::Engine;
use super::former_name::FormerNameRecord;
use super::grant::GrantRecord;
use super::heads::Heads;
use super::held::HeldRecord;
use super::message::MessageRecord;
use super::meta::Meta;
use super::session::SessionRecord;
use super::taken_back::TakenBackRecord;
use super::user::UserRecord;
use super::{Conversation, DbError, MessageRow, record_id};
use crate::domain::{CommitNumber, ConversationId, UnixMillis};

const IDS_PER_QUERY: usize = 500;

/// Reads everything that is kept in memory.
pub(super) async fn heads(engine: &Engine, meta: &Meta) -> Result<Heads, DbError> {
    let mut heads = Heads::new(meta.epoch.clone(), meta.commit());
    load_users(engine, &mut heads).await?;
    load_grants(engine, &mut heads).await?;
    load_sessions(engine, &mut heads).await?;
    load_conversations(engine, &mut heads).await?;
    load_waiting(engine, &mut heads).await?;
    Ok(heads)
}

async fn all<R: SurrealValue>(engine: &Engine, text: &str) -> Result<Vec<R>, DbError> {
    engine.select(text, Variables::new()).await
}

async fn load_users(engine: &Engine, heads: &mut Heads) -> Result<(), DbError> {
    for record in all::<UserRecord>(engine, "SELECT * FROM user").await? {
        let (user, changed_in) = record.read()?;
        heads.note_person(user.id, changed_in);
        heads.note_for(user.id, None, changed_in);
        heads.put_user(Arc::new(user));
    }
    for record in all::<FormerNameRecord>(engine, "SELECT * FROM former_name").await? {
        let (name, user) = record.read()?;
        heads.put_former_name(name, user);
    }
    Ok(())
}

async fn load_grants(engine: &Engine, heads: &mut Heads) -> Result<(), DbError> {
    // What is spent is of no use to anybody.
    let text = "SELECT * FROM one_time_secret WHERE uses_left>0";
    for record in all::<GrantRecord>(engine, text).await? {
        heads.put_grant(Arc::new(record.read()?));
    }
    Ok(())
}

async fn load_sessions(engine: &Engine, heads: &mut Heads) -> Result<(), DbError> {
    let mut variables = Variables::new();
    variables.insert("now", UnixMillis::now().0);
    let text = "SELECT * FROM session WHERE revoked=false AND expires_at>$now";
    let records: Vec<SessionRecord> = engine.select(text, variables).await?;
    for record in records {
        heads.put_session(Arc::new(record.read()?));
    }
    Ok(())
}

async fn load_conversations(engine: &Engine, heads: &mut Heads) -> Result<(), DbError> {
    let mut found: HashMap<ConversationId, (Conversation, CommitNumber)> = HashMap::new();
    for record in all::<ConversationRecord>(engine, "SELECT * FROM conversation").await? {
        let (conversation, changed_in) = record.read()?;
        found.insert(conversation.id.clone(), (conversation, changed_in));
    }
    for record in all::<MemberRecord>(engine, "SELECT * FROM member").await? {
        let (id, member, member_changed_in) = record.read()?;
        if let Some((conversation, changed_in)) = found.get_mut(&id) {
            conversation.members.push(member);
            *changed_in = member_changed_in.max(*changed_in);
        }
    }
    for message in latest_messages(engine, found.values()).await? {
        if let Some((conversation, _)) = found.get_mut(&message.conversation) {
            conversation.last = Some(message);
        }
    }
    for (conversation, changed_in) in found.into_values() {
        for member in &conversation.members {
            heads.note_for(member.user, Some(&conversation.id), changed_in);
        }
        heads.put_conversation(Arc::new(conversation));
    }
    Ok(())
}

async fn load_waiting(engine: &Engine, heads: &mut Heads) -> Result<(), DbError> {
    for record in all::<HeldRecord>(engine, "SELECT * FROM held").await? {
        let (held, changed_in) = record.read()?;
        heads.note_for(held.sender, Some(&held.conversation), changed_in);
        heads.waiting_mut().put(Arc::new(held));
    }
    for record in all::<TakenBackRecord>(engine, "SELECT * FROM taken_back").await? {
        heads.waiting_mut().put_taken_back(record.read()?);
    }
    Ok(())
}

async fn latest_messages(
    engine: &Engine,
    conversations: impl Iterator<Item = &(Conversation, CommitNumber)>,
) -> Result<Vec<MessageRow>, DbError> {
    let begun = conversations.filter(|(conversation, _)| conversation.last_seq.0 > 0);
    let ids: Vec<RecordId> = begun
        .map(|(conversation, _)| record_id::of_message(&conversation.id, conversation.last_seq))
        .collect();
    let mut messages = Vec::with_capacity(ids.len());
    for some in ids.chunks(IDS_PER_QUERY) {
        let mut variables = Variables::new();
        variables.insert("ids", some.to_vec());
        let records: Vec<MessageRecord> = engine.select("SELECT * FROM $ids", variables).await?;
        for record in records {
            messages.push(record.read()?.0);
        }
    }
    Ok(messages)
}
