//! Notices that the harness itself stands still, and says at what: a run that hangs tells nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Nothing takes longer: the slowest, everybody's last message arriving, has its own shorter limit.
const STALLED_AFTER: Duration = Duration::from_secs(5 * 60);
const LOOK_EVERY: Duration = Duration::from_secs(5);

static DOING: Mutex<Option<(String, Instant)>> = Mutex::new(None);

/// What is done from now on. Saying the same again is no progress.
pub fn doing(what: impl Into<String>) {
    let (what, mut doing) = (what.into(), lock());
    if doing.as_ref().is_none_or(|(before, _)| *before != what) {
        *doing = Some((what, Instant::now()));
    }
}

/// From now on ends the program if nothing moves any more.
pub fn watch() {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(LOOK_EVERY);
            if let Some(what) = find_stalled(lock().as_ref(), Instant::now()) {
                eprintln!("natter-torture: stands still since {STALLED_AFTER:?}: {what}");
                std::process::exit(1);
            }
        }
    });
}

fn find_stalled(doing: Option<&(String, Instant)>, now: Instant) -> Option<String> {
    let (what, since) = doing?;
    (now.duration_since(*since) > STALLED_AFTER).then(|| what.clone())
}

fn lock() -> MutexGuard<'static, Option<(String, Instant)>> {
    DOING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_not_change_for_long_is_a_stall() {
        let began = Instant::now();
        let doing = ("judging".to_owned(), began);
        assert_eq!(find_stalled(Some(&doing), began + STALLED_AFTER), None);
        let later = began + STALLED_AFTER + Duration::from_millis(1);
        assert_eq!(find_stalled(Some(&doing), later).as_deref(), Some("judging"));
        assert_eq!(find_stalled(None, later), None);
    }
}
