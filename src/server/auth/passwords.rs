//! Passwords: hashed slowly on purpose, a few at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::strength::strength_of;
use crate::domain::{PASSWORD_MAX_CHARS, Password, Problem, ProblemCode, Strength};
use crate::server::Error;
use crate::server::metrics::{self, Limit};

/// Each hash takes 19 MiB and tens of milliseconds of a core: more at once would let a crowd at the
/// door take the whole machine.
const AT_ONCE: usize = 2;
/// How many may wait for their turn, a second's work or three; the next ones are refused at once.
const WAITING_MAX: usize = 64;
/// How many strangers wait at most: the places after them are for people who are known.
const STRANGERS_WAITING_MAX: usize = 48;
/// When those who are refused may come back.
const COME_BACK_AFTER_SECS: u32 = 3;

/// Somebody's who does not exist: verified so that the answer takes as long as for somebody who
/// does.
static NOBODYS_HASH: LazyLock<String> = LazyLock::new(|| {
    hash_now("nobody has this password").expect("argon2 hashes with its own defaults")
});

/// Hashes and verifies passwords with argon2id and its recommended cost, off the async threads.
pub struct Passwords {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// A place in the queue, left when this is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Passwords {
    /// Ready to hash.
    pub fn new() -> Self {
        LazyLock::force(&NOBODYS_HASH);
        Self { free: Arc::new(Semaphore::new(AT_ONCE)), waiting: AtomicUsize::new(0) }
    }

    /// How many wait for their turn.
    pub fn count_waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Whether somebody whom nobody knows may join the queue.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`], saying when to come back.
    pub fn check_room_for_strangers(&self) -> Result<(), Problem> {
        if self.count_waiting() < STRANGERS_WAITING_MAX { Ok(()) } else { Err(crowded()) }
    }

    /// The hash to keep, in the PHC string format, which names its own cost and salt.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`] if too many wait; [`Error::Internal`] if hashing fails.
    pub async fn hash(&self, password: &Password) -> Result<String, Error> {
        let secret = Zeroizing::new(password.expose().to_owned());
        let hash = self.slowly(move || hash_now(&secret)).await?;
        hash.ok_or_else(|| Error::Internal("a password was not hashed".into()))
    }

    /// Whether this is the password of that hash. `None` stands for somebody who does not exist:
    /// never right, and no faster to find out.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`] if too many wait.
    pub async fn verify(&self, hash: Option<&str>, typed: &str) -> Result<bool, Error> {
        let somebody = hash.is_some();
        let hash = hash.unwrap_or(&NOBODYS_HASH).to_owned();
        // No password is longer; the rest would only cost time.
        let typed: String = typed.chars().take(PASSWORD_MAX_CHARS + 1).collect();
        let typed = Zeroizing::new(typed);
        let right =
            move || Argon2::default().verify_password(typed.as_bytes(), hash.as_str()).is_ok();
        Ok(self.slowly(right).await? && somebody)
    }

    /// Refuses a password that would be guessed soon, knowing what its owner typed `about`
    /// themselves.
    ///
    /// # Errors
    /// [`ProblemCode::WeakPassword`] at [`crate::domain::Field::Password`]; [`ProblemCode::TooMany`] if too many
    /// wait.
    pub async fn judge(&self, password: &Password, about: &[&str]) -> Result<(), Error> {
        let secret = Zeroizing::new(password.expose().to_owned());
        let about: Vec<String> = about.iter().map(ToString::to_string).collect();
        let strength = self.slowly(move || {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            strength_of(&secret, &about)
        });
        strength.await?.problem.map_or(Ok(()), |problem| Err(problem.into()))
    }

    /// How hard it is to guess, and whether it would be refused. Takes up to 0.1 s.
    pub fn strength(password: &Password, about: &[&str]) -> Strength {
        strength_of(password.expose(), about)
    }

    /// Runs `work` on a blocking thread when it is its turn. The work keeps its place even if
    /// nobody waits for it any more: a caller who hangs up must not let others in beside it.
    async fn slowly<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.turn().await?;
        let working = spawn_blocking(move || {
            let (_place, started) = (place, Instant::now());
            let done = work();
            metrics::password_hashed(started.elapsed());
            done
        });
        working.await.map_err(|panic| Error::Internal(panic.to_string()))
    }

    /// Waits for a turn, if there is room to wait.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(place) = self.free.clone().try_acquire_owned() {
            return Ok(place);
        }
        let _waiting = Waiting::join(&self.waiting)?;
        let place = self.free.clone().acquire_owned().await;
        place.map_err(|closed| Error::Internal(closed.to_string()))
    }
}

impl<'a> Waiting<'a> {
    fn join(all: &'a AtomicUsize) -> Result<Self, Problem> {
        let one_more = |waiting| (waiting < WAITING_MAX).then_some(waiting + 1);
        match all.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more) {
            Ok(_) => Ok(Self(all)),
            Err(_) => Err(crowded()),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn crowded() -> Problem {
    metrics::refused(Limit::Passwords);
    Problem { retry_after_secs: Some(COME_BACK_AFTER_SECS), ..ProblemCode::TooMany.into() }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

fn hash_now(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(typed: &str) -> Password {
        Password::parse(typed.into()).unwrap()
    }

    #[tokio::test]
    async fn only_the_right_password_verifies_and_the_hash_does_not_hold_it() {
        let passwords = Passwords::new();
        let hash = passwords.hash(&password("tea at the old mill")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(!hash.contains("mill"));
        let right = async |hash, typed| passwords.verify(Some(hash), typed).await.unwrap();
        assert!(right(hash.as_str(), "tea at the old mill").await);
        assert!(!right(hash.as_str(), "tea at the new mill").await);
        assert!(!right("not a hash", "tea at the old mill").await);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let verified = Passwords::new().verify(None, "nobody has this password").await;
        assert!(!verified.unwrap());
    }

    #[tokio::test]
    async fn no_more_than_two_are_hashed_at_once_even_if_their_callers_leave() {
        let passwords = Passwords::new();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(held));
        for _ in 0..AT_ONCE {
            let held = held.clone();
            let leaving = passwords.slowly(move || held.lock().unwrap().recv());
            let left = tokio::time::timeout(std::time::Duration::from_millis(20), leaving).await;
            assert!(left.is_err(), "it had to wait");
        }
        assert_eq!(passwords.free.available_permits(), 0);
        drop(hold);
        passwords.slowly(|| ()).await.expect("a place is free again");
    }

    #[tokio::test]
    async fn beyond_a_bounded_queue_passwords_are_refused_at_once_and_strangers_first() {
        let passwords = Arc::new(Passwords::new());
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let held = Arc::new(std::sync::Mutex::new(held));
        let queue = |_| {
            let (passwords, held) = (passwords.clone(), held.clone());
            tokio::spawn(async move {
                let work = move || held.lock().unwrap().recv().is_err();
                passwords.slowly(work).await
            })
        };
        let mut all: Vec<_> = (0..AT_ONCE + STRANGERS_WAITING_MAX).map(queue).collect();
        while passwords.count_waiting() < STRANGERS_WAITING_MAX {
            assert!(passwords.check_room_for_strangers().is_ok());
            tokio::task::yield_now().await;
        }
        let refused = passwords.check_room_for_strangers().unwrap_err();
        assert_eq!(refused.code, ProblemCode::TooMany);
        assert!(refused.retry_after_secs.is_some());
        all.extend((STRANGERS_WAITING_MAX..WAITING_MAX).map(queue));
        while passwords.count_waiting() < WAITING_MAX {
            tokio::task::yield_now().await;
        }
        let refused = passwords.verify(None, "a guess").await;
        assert!(matches!(refused, Err(Error::Problem(p)) if p.code == ProblemCode::TooMany));
        drop(hold);
        for queued in all {
            queued.await.unwrap().unwrap();
        }
        assert_eq!(passwords.count_waiting(), 0);
    }

    #[tokio::test]
    async fn weak_passwords_are_refused() {
        let passwords = Passwords::new();
        let judged = async |typed| {
            let judged = passwords.judge(&password(typed), &["Ana Perez", "anaperez"]).await;
            judged.map_err(|error| error.into_problem().code)
        };
        for weak in ["password", "P@ssw0rd", "12345678", "aaaaaaaaaaaa", "qwertyuiop", "anaperez"] {
            assert_eq!(judged(weak).await, Err(ProblemCode::WeakPassword), "{weak}");
        }
        for good in ["correct horse battery", "tea at the old mill", "жираф в шляпе", "Xk3!vq9Lw2"]
        {
            assert_eq!(judged(good).await, Ok(()), "{good}");
        }
    }
}
