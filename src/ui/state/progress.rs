//! How far the other has come in a conversation, and when.

use crate::domain::{Receipts, Seq, UnixMillis};

/// How many moves are remembered.
const MOVES_MAX: usize = 64;

/// When something happened to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    At(UnixMillis),
    /// Then, or before: this tab learned of it later.
    By(UnixMillis),
}

/// The other's receipts, with the moves that were heard of. `delivered` and `seen` only grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// The newest last.
    moves: Vec<Receipts>,
}

impl Progress {
    pub fn now(&self) -> Receipts {
        self.moves.last().copied().unwrap_or_default()
    }

    pub fn merge(&mut self, told: Receipts) {
        let mut now = self.now();
        if now.delivered < told.delivered {
            (now.delivered, now.delivered_at) = (told.delivered, told.delivered_at);
        }
        if now.seen < told.seen {
            (now.seen, now.seen_at) = (told.seen, told.seen_at);
        }
        // That nothing has come is worth remembering, too: whatever moves then is heard of in time.
        if self.moves.is_empty() || now != self.now() {
            self.moves.push(now);
            if MOVES_MAX < self.moves.len() {
                self.moves.remove(0);
            }
        }
    }

    pub fn delivered_when(&self, seq: Seq) -> Option<When> {
        self.when(|receipts| (receipts.delivered, receipts.delivered_at), seq)
    }

    pub fn seen_when(&self, seq: Seq) -> Option<When> {
        self.when(|receipts| (receipts.seen, receipts.seen_at), seq)
    }

    fn when(&self, of: impl Fn(&Receipts) -> (Seq, Option<UnixMillis>), seq: Seq) -> Option<When> {
        let place = self.moves.iter().position(|receipts| seq <= of(receipts).0)?;
        let at = of(&self.moves[place]).1?;
        Some(if place == 0 { When::By(at) } else { When::At(at) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipts(delivered: u64, seen: u64, at: i64) -> Receipts {
        let (delivered, seen) = (Seq(delivered), Seq(seen));
        let at = Some(UnixMillis(at));
        Receipts { delivered, delivered_at: at, seen, seen_at: at }
    }

    #[test]
    fn of_a_move_that_was_heard_the_time_is_known_of_earlier_ones_a_bound() {
        let mut progress = Progress::default();
        progress.merge(receipts(3, 2, 10));
        progress.merge(receipts(5, 2, 20));
        progress.merge(receipts(5, 5, 30));
        let when = |seq| (progress.delivered_when(Seq(seq)), progress.seen_when(Seq(seq)));
        let (at, by) = (|ms| Some(When::At(UnixMillis(ms))), |ms| Some(When::By(UnixMillis(ms))));
        assert_eq!(when(2), (by(10), by(10)));
        assert_eq!(when(4), (at(20), at(30)));
        assert_eq!(when(6), (None, None));
    }

    #[test]
    fn of_the_first_move_after_nothing_the_time_is_known() {
        let mut progress = Progress::default();
        progress.merge(Receipts::default());
        progress.merge(receipts(3, 0, 10));
        assert_eq!(progress.delivered_when(Seq(3)), Some(When::At(UnixMillis(10))));
    }

    #[test]
    fn receipts_never_go_back() {
        let mut progress = Progress::default();
        progress.merge(receipts(5, 4, 10));
        progress.merge(receipts(3, 2, 20));
        assert_eq!(progress.now(), receipts(5, 4, 10));
    }
}
