//! How often people may take their data along: it reads everything they have.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::{Problem, ProblemCode, UserId};

/// So long after one export the same person gets another.
const EACH: Duration = Duration::from_secs(60);
/// So many are made at once; whoever is next waits.
const AT_ONCE: usize = 2;

/// Exports of the last minute. Bounded by itself: each person counts once, and few are made at once.
pub struct Exports {
    begun: Mutex<HashMap<UserId, Instant>>,
    free: Arc<Semaphore>,
}

impl Default for Exports {
    fn default() -> Self {
        Self { begun: Mutex::default(), free: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Exports {
    /// Waits for a place to make one for this person, and holds it.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`], saying when to come back.
    pub async fn begin(&self, user: UserId) -> Result<OwnedSemaphorePermit, Problem> {
        self.count(user)?;
        let place = self.free.clone().acquire_owned().await;
        place.map_err(|_| ProblemCode::Unavailable.into())
    }

    fn count(&self, user: UserId) -> Result<(), Problem> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, at| at.elapsed() < EACH);
        if let Some(at) = begun.get(&user) {
            let wait = EACH.saturating_sub(at.elapsed());
            let secs = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            return Err(Problem { retry_after_secs: Some(secs), ..ProblemCode::TooMany.into() });
        }
        begun.insert(user, Instant::now());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_person_gets_one_a_minute_and_says_nothing_about_others() {
        let (exports, ana) = (Exports::default(), UserId::random());
        drop(exports.begin(ana).await.unwrap());
        let refused = exports.begin(ana).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::TooMany);
        assert!((1..=60).contains(&refused.retry_after_secs.unwrap()));
        assert!(exports.begin(UserId::random()).await.is_ok());
    }
}
