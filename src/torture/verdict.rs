//! What the server has, against what the writers were told.

use std::collections::HashMap;

use natter::domain::{ClientId, ConversationId, Message};

use super::person::{Person, Trouble};
use super::writer::Writer;

/// The whole of a conversation, oldest first.
pub async fn read_all(
    person: &Person,
    address: &str,
    conversation: &ConversationId,
) -> Result<Vec<Message>, Trouble> {
    let (mut all, mut before) = (vec![], i64::MAX as u64);
    loop {
        let page = person.page(address, conversation, before).await?;
        let Some(first) = page.first() else { break };
        before = first.seq.0;
        all.extend(page.into_iter().rev());
    }
    all.reverse();
    Ok(all)
}

/// Everything that is wrong; empty if the promises are kept.
pub fn judge(history: &[Message], writers: &[Writer]) -> Vec<String> {
    let mut faults: Vec<String> = writers.iter().flat_map(|w| w.faults.clone()).collect();
    for (place, message) in history.iter().enumerate() {
        if message.seq.0 != place as u64 + 1 {
            faults.push(format!("place {} is taken by number {}", place + 1, message.seq.0));
            break;
        }
    }
    let mut by_id: HashMap<ClientId, &Message> = HashMap::new();
    for message in history {
        if by_id.insert(message.client_id, message).is_some() {
            faults.push(format!("doubled: {}", message.client_id));
        }
    }
    for acknowledged in writers.iter().flat_map(|writer| &writer.acknowledged) {
        match by_id.get(&acknowledged.client_id) {
            None => faults.push(format!("lost: number {}", acknowledged.seq.0)),
            Some(message) if message.seq != acknowledged.seq => faults
                .push(format!("moved: from number {} to {}", acknowledged.seq.0, message.seq.0)),
            Some(message) if message.body.as_str() != acknowledged.body => {
                faults.push(format!("changed: number {}", acknowledged.seq.0));
            }
            Some(_) => {}
        }
    }
    for writer in writers.iter().filter(|writer| writer.refused == 0) {
        if !writer.acknowledged.is_sorted_by_key(|acknowledged| acknowledged.seq) {
            faults.push("one tab's messages are out of order".into());
        }
    }
    faults
}
