//! The master key and what is done with it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hkdf::Hkdf;
use sha2::Sha256;

use super::data_key::SecretKey;
use crate::domain::{ClientId, ConversationId, MessageBody, UserId};
use crate::server::db::{Conversation, HeldRow, KeyCheck, MessageRow};

/// The version of the data keys that are made now.
pub const KEY_VERSION: u32 = 1;

/// How many unwrapped data keys are kept at hand; then it begins anew.
const KEYS_AT_HAND: usize = 4_096;

/// Something sealed did not open: it was altered, moved, or sealed with another key.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open: altered, moved, or sealed with another key")]
pub struct SealError;

/// Wraps data keys and seals bodies. Prints nothing of its keys.
pub struct Keyring {
    wrapping: SecretKey,
    check: [u8; 32],
    /// A message is sealed once and opened more than once, most of them in few conversations.
    at_hand: RwLock<HashMap<ConversationId, Unwrapped>>,
}

struct Unwrapped {
    /// What it was unwrapped from.
    wrapped: Vec<u8>,
    version: u32,
    key: Arc<SecretKey>,
}

impl Keyring {
    /// A keyring of a 256-bit master key. What wraps and what checks are derived from it
    /// (HKDF-SHA256, RFC 5869) and say nothing about each other.
    pub fn from_master(master: &[u8; 32]) -> Self {
        let derive = |purpose: &[u8]| {
            let mut key = [0; 32];
            Hkdf::<Sha256>::new(None, master)
                .expand(purpose, &mut key)
                .expect("32 bytes are a valid length for HKDF-SHA256");
            key
        };
        Self {
            wrapping: SecretKey::new(derive(b"natter: wrap data keys, v1")),
            check: derive(b"natter: recognise the master key, v1"),
            at_hand: RwLock::default(),
        }
    }

    /// What the database keeps to recognise its master key; it tells nothing about the key.
    pub fn key_check(&self) -> KeyCheck {
        KeyCheck { current: self.check.to_vec() }
    }

    /// A new random data key for a conversation, wrapped.
    pub fn new_wrapped_key(&self, conversation: &ConversationId) -> Vec<u8> {
        let key = SecretKey::random();
        self.wrapping.seal(key.expose(), &key_binding(conversation, KEY_VERSION))
    }

    /// Seals what `sender` wrote under `client_id`.
    ///
    /// # Errors
    /// [`SealError`] if the conversation's data key does not open.
    pub fn seal(
        &self,
        conversation: &Conversation,
        sender: UserId,
        client_id: ClientId,
        body: &MessageBody,
    ) -> Result<Vec<u8>, SealError> {
        let bound_to = body_binding(&conversation.id, sender, client_id, conversation.key_version);
        Ok(self.data_key(conversation)?.seal(body.as_str().as_bytes(), &bound_to))
    }

    /// Opens a stored message's body.
    ///
    /// # Errors
    /// [`SealError`] if the data key or the body does not open, or was not a body.
    pub fn open(
        &self,
        conversation: &Conversation,
        message: &MessageRow,
    ) -> Result<MessageBody, SealError> {
        let MessageRow { conversation: id, sender, client_id, key_version, .. } = message;
        let bound_to = body_binding(id, *sender, *client_id, *key_version);
        self.open_bound(conversation, &message.sealed, &bound_to)
    }

    /// Opens the body of a message that waits. It is the one that the sent message will have.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn open_held(
        &self,
        conversation: &Conversation,
        held: &HeldRow,
    ) -> Result<MessageBody, SealError> {
        let HeldRow { conversation: id, sender, client_id, key_version, .. } = held;
        let bound_to = body_binding(id, *sender, *client_id, *key_version);
        self.open_bound(conversation, &held.sealed, &bound_to)
    }

    fn open_bound(
        &self,
        conversation: &Conversation,
        sealed: &[u8],
        bound_to: &[u8],
    ) -> Result<MessageBody, SealError> {
        let plain = self.data_key(conversation)?.open(sealed, bound_to)?;
        let text = std::str::from_utf8(&plain).map_err(|_| SealError)?;
        MessageBody::parse(text).map_err(|_| SealError)
    }

    fn data_key(&self, conversation: &Conversation) -> Result<Arc<SecretKey>, SealError> {
        let (wrapped, version) = (&conversation.wrapped_key, conversation.key_version);
        let at_hand = self.at_hand.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = at_hand.get(&conversation.id)
            && known.wrapped == *wrapped
            && known.version == version
        {
            return Ok(known.key.clone());
        }
        drop(at_hand);
        let bound_to = key_binding(&conversation.id, version);
        let key = Arc::new(SecretKey::from_slice(&self.wrapping.open(wrapped, &bound_to)?)?);
        let unwrapped = Unwrapped { wrapped: wrapped.clone(), version, key: key.clone() };
        let mut at_hand = self.at_hand.write().unwrap_or_else(PoisonError::into_inner);
        if at_hand.len() >= KEYS_AT_HAND {
            at_hand.clear();
        }
        at_hand.insert(conversation.id.clone(), unwrapped);
        Ok(key)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(***)")
    }
}

fn key_binding(conversation: &ConversationId, key_version: u32) -> Vec<u8> {
    format!("data key\0{conversation}\0{key_version}").into_bytes()
}

fn body_binding(
    conversation: &ConversationId,
    sender: UserId,
    client_id: ClientId,
    key_version: u32,
) -> Vec<u8> {
    format!("body\0{conversation}\0{sender}\0{client_id}\0{key_version}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Seq, UnixMillis};

    struct Fixture {
        keyring: Keyring,
        conversation: Conversation,
        message: MessageRow,
        body: MessageBody,
    }

    fn sealed_message() -> Fixture {
        let (ana, bo) = (UserId::random(), UserId::random());
        let id = ConversationId::of_pair(ana, bo);
        let keyring = Keyring::from_master(&[7; 32]);
        let conversation = Conversation {
            wrapped_key: keyring.new_wrapped_key(&id),
            key_version: KEY_VERSION,
            id: id.clone(),
            last_seq: Seq::ZERO,
            last: None,
            members: vec![],
        };
        let body = MessageBody::parse("by the old bridge").unwrap();
        let client_id = ClientId::random();
        let message = MessageRow {
            conversation: id,
            seq: Seq(1),
            sender: ana,
            client_id,
            sealed: keyring.seal(&conversation, ana, client_id, &body).unwrap(),
            key_version: KEY_VERSION,
            sent_at: UnixMillis(0),
        };
        Fixture { keyring, conversation, message, body }
    }

    #[test]
    fn what_was_sealed_opens() {
        let Fixture { keyring, conversation, message, body } = sealed_message();
        assert_eq!(keyring.open(&conversation, &message).unwrap(), body);
    }

    #[test]
    fn the_sealed_form_holds_no_word_of_the_body_and_differs_each_time() {
        let Fixture { keyring, conversation, message, body } = sealed_message();
        assert!(!message.sealed.windows(6).any(|window| window == b"bridge"));
        let again = keyring.seal(&conversation, message.sender, message.client_id, &body).unwrap();
        assert_ne!(again, message.sealed);
    }

    #[test]
    fn a_body_under_another_sender_client_id_or_conversation_does_not_open() {
        let Fixture { keyring, conversation, message, .. } = sealed_message();
        let other_sender = MessageRow { sender: UserId::random(), ..message.clone() };
        let other_id = MessageRow { client_id: ClientId::random(), ..message.clone() };
        let person = UserId::random();
        let elsewhere =
            MessageRow { conversation: ConversationId::of_pair(person, person), ..message.clone() };
        for moved in [other_sender, other_id, elsewhere] {
            assert!(keyring.open(&conversation, &moved).is_err());
        }
    }

    #[test]
    fn an_altered_or_cut_body_does_not_open() {
        let Fixture { keyring, conversation, message, .. } = sealed_message();
        for at in 0..message.sealed.len() {
            let mut altered = message.clone();
            altered.sealed[at] ^= 1;
            assert!(keyring.open(&conversation, &altered).is_err(), "byte {at}");
            altered.sealed.truncate(at);
            assert!(keyring.open(&conversation, &altered).is_err(), "first {at} bytes");
        }
    }

    #[test]
    fn another_master_key_opens_nothing_and_is_recognised() {
        let Fixture { keyring, conversation, message, .. } = sealed_message();
        let other = Keyring::from_master(&[8; 32]);
        assert!(other.open(&conversation, &message).is_err());
        assert_ne!(other.key_check().current, keyring.key_check().current);
    }

    #[test]
    fn a_data_key_at_hand_opens_nothing_that_another_one_sealed() {
        let Fixture { keyring, conversation, message, .. } = sealed_message();
        let wrapped_key = keyring.new_wrapped_key(&conversation.id);
        let rekeyed = Conversation { wrapped_key, ..conversation.clone() };
        assert!(keyring.open(&rekeyed, &message).is_err());
        assert!(keyring.open(&conversation, &message).is_ok());
        let foreign = Conversation { key_version: KEY_VERSION + 1, ..conversation };
        assert!(keyring.open(&foreign, &message).is_err());
    }

    #[test]
    fn a_keyring_does_not_print_its_keys() {
        assert_eq!(format!("{:?}", Keyring::from_master(&[7; 32])), "Keyring(***)");
    }
}
