//! Counts bytes up to where something is to happen.

use super::mishap::{Blow, From, Mishap};

const HEAD_END: &[u8] = b"\r\n\r\n";

/// Finds the byte at which it happens.
pub struct Counter {
    mishap: Mishap,
    /// How much of the head's end was seen, if it is waited for.
    head: Option<usize>,
    left: usize,
}

impl Counter {
    pub fn new(mishap: Mishap) -> Self {
        let head = (mishap.from == From::Head).then_some(0);
        Self { mishap, head, left: mishap.after }
    }

    /// What happens there.
    pub fn blow(&self) -> Blow {
        self.mishap.blow
    }

    /// How many of these bytes are still carried; `None` for all of them.
    pub fn count(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut start = 0;
        if let Some(seen) = &mut self.head {
            for (place, byte) in bytes.iter().enumerate() {
                *seen = match HEAD_END[*seen] == *byte {
                    true => *seen + 1,
                    false => usize::from(HEAD_END[0] == *byte),
                };
                if *seen == HEAD_END.len() {
                    start = place + 1;
                    break;
                }
            }
            if *seen < HEAD_END.len() {
                return None;
            }
            self.head = None;
        }
        let counted = bytes.len() - start;
        if self.left < counted {
            return Some(start + self.left);
        }
        self.left -= counted;
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::mishap::Way;

    fn strike(from: From, after: usize, chunks: &[&str]) -> Option<usize> {
        let blow = Blow::Cut { reset: false };
        let mishap = Mishap { way: Way::Up, from, after, blow, at_last: Duration::ZERO };
        let mut counter = Counter::new(mishap);
        let mut carried = 0;
        for chunk in chunks {
            match counter.count(chunk.as_bytes()) {
                Some(place) => return Some(carried + place),
                None => carried += chunk.len(),
            }
        }
        None
    }

    #[test]
    fn it_happens_at_the_very_byte_however_the_bytes_come() {
        for chunks in [&["0123456789"][..], &["01", "2345", "6789"], &["012345", "6789"]] {
            assert_eq!(strike(From::Start, 6, chunks), Some(6), "{chunks:?}");
            assert_eq!(strike(From::Start, 10, chunks), None);
        }
        for chunks in [&["GET\r\n\r\nabc"][..], &["GET\r", "\n\r\n", "ab", "c"]] {
            assert_eq!(strike(From::Head, 0, chunks), Some(7), "{chunks:?}");
            assert_eq!(strike(From::Head, 2, chunks), Some(9), "{chunks:?}");
            assert_eq!(strike(From::Head, 3, chunks), None);
        }
    }
}
