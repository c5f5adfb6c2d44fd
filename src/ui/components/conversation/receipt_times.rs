//! When a message was sent, delivered and seen.

use crate::domain::{Seq, UnixMillis};
use crate::i18n::word;
use crate::ui::clock::Clock;
use crate::ui::components::common::moment_words;
use crate::ui::live::{Chat, When};

/// "Sent 14:02 · Delivered 14:03 · Seen 14:05", of an own message of the open conversation.
pub fn receipt_times(chat: Chat, clock: Clock, sent_at: UnixMillis, seq: Seq) -> String {
    let (delivered, seen) = chat.receipt_times(seq);
    let mut words = word!(receipt.sent, when = moment_words(clock, sent_at));
    for (what, when) in
        [(word!(conversation.delivered), delivered), (word!(conversation.seen), seen)]
    {
        words += &match when {
            None => continue,
            Some(When::At(at)) => word!(receipt.at, what = what, when = moment_words(clock, at)),
            Some(When::By(at)) => word!(receipt.by, what = what, when = moment_words(clock, at)),
        };
    }
    words
}
