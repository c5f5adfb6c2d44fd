//! What a session has just been given and cannot be shown again later: fresh recovery codes, a
//! program's token. It waits here, in memory alone, for the page that shows it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::SessionId;

/// How long it waits.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// So many sessions' wait at most; then the oldest goes.
const ENTRIES_MAX: usize = 10_000;

/// Secrets that were just made, the latest one of each session; in bounded memory.
#[derive(Default)]
pub struct ShownOnce(Mutex<VecDeque<Kept>>);

/// Something to be shown to nobody but whom it was made for.
#[derive(PartialEq, Eq)]
pub enum FreshSecret {
    Codes(Vec<String>),
    Token { name: String, token: String },
}

struct Kept {
    session: SessionId,
    since: Instant,
    secret: FreshSecret,
}

impl ShownOnce {
    /// Keeps a secret for the session that it was made in, in place of the one before.
    pub fn keep(&self, session: SessionId, secret: FreshSecret) {
        let mut all = self.living();
        all.retain(|kept| kept.session != session);
        if all.len() >= ENTRIES_MAX {
            all.pop_front();
        }
        all.push_back(Kept { session, since: Instant::now(), secret });
    }

    /// The recovery codes that were just made in this session. They stay until [`Self::forget`]: a
    /// page that is loaded twice must not lose them.
    pub fn list_codes(&self, session: SessionId) -> Vec<String> {
        let all = self.living();
        let kept = all.iter().find(|kept| kept.session == session);
        match kept.map(|kept| &kept.secret) {
            Some(FreshSecret::Codes(codes)) => codes.clone(),
            _ => vec![],
        }
    }

    /// The name and token of the program that was just given one in this session; once.
    pub fn take_token(&self, session: SessionId) -> Option<(String, String)> {
        let mut all = self.living();
        let is_token = |kept: &Kept| matches!(kept.secret, FreshSecret::Token { .. });
        let at = all.iter().position(|kept| kept.session == session && is_token(kept))?;
        match all.remove(at)?.secret {
            FreshSecret::Token { name, token } => Some((name, token)),
            FreshSecret::Codes(_) => None,
        }
    }

    /// Shows the session nothing more.
    pub fn forget(&self, session: SessionId) {
        self.living().retain(|kept| kept.session != session);
    }

    fn living(&self) -> MutexGuard<'_, VecDeque<Kept>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while all.front().is_some_and(|kept| kept.since.elapsed() > KEPT) {
            all.pop_front();
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &str) -> FreshSecret {
        FreshSecret::Token { name: name.to_owned(), token: "t".to_owned() }
    }

    #[test]
    fn codes_are_shown_to_their_session_until_it_has_kept_them() {
        let (shown, ana) = (ShownOnce::default(), SessionId::random());
        shown.keep(ana, FreshSecret::Codes(vec!["A".into()]));
        assert!(shown.list_codes(SessionId::random()).is_empty());
        assert_eq!(
            (shown.list_codes(ana), shown.list_codes(ana)),
            (vec!["A".into()], vec!["A".into()])
        );
        assert_eq!(shown.take_token(ana), None);
        shown.forget(ana);
        assert!(shown.list_codes(ana).is_empty());
    }

    #[test]
    fn a_token_is_shown_once_and_to_its_session() {
        let (shown, ana) = (ShownOnce::default(), SessionId::random());
        shown.keep(ana, token("first"));
        shown.keep(ana, token("second"));
        assert_eq!(shown.take_token(SessionId::random()), None);
        assert_eq!(shown.take_token(ana), Some(("second".into(), "t".into())));
        assert_eq!(shown.take_token(ana), None);
    }

    #[test]
    fn a_crowd_displaces_the_oldest_and_not_the_server() {
        let (shown, first) = (ShownOnce::default(), SessionId::random());
        shown.keep(first, token("first"));
        for _ in 0..ENTRIES_MAX {
            shown.keep(SessionId::random(), token("other"));
        }
        assert_eq!(shown.0.lock().unwrap().len(), ENTRIES_MAX);
        assert_eq!(shown.take_token(first), None);
    }
}
