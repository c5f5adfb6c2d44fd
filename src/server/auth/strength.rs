//! How hard a password is to guess.

use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::{Score, zxcvbn};

use crate::domain::{Field, Problem, ProblemCode, Strength};

/// So much of a password is judged; what follows can only make it better. The time that it takes grows
/// with more than the square of the length: 128 well-chosen characters took more than a second.
const JUDGED_CHARS: usize = 32;

/// How hard it is to guess, knowing what its owner typed `about` themselves, and whether it would be
/// refused.
pub(super) fn strength_of(password: &str, about: &[&str]) -> Strength {
    let (end, _) = password.char_indices().nth(JUDGED_CHARS).unwrap_or((password.len(), ' '));
    let estimate = zxcvbn(&password[..end], about);
    // One word of a list, however it is dressed up, is among the first guesses.
    let listed = match estimate.sequence() {
        [only] => matches!(only.pattern, MatchPattern::Dictionary(_)),
        _ => false,
    };
    let is_weak = listed || estimate.score() < Score::Two;
    Strength {
        score: if listed { 0 } else { estimate.score().into() },
        problem: is_weak.then(|| Problem::at(Field::Password, ProblemCode::WeakPassword)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::domain::PASSWORD_MAX_CHARS;

    #[test]
    fn no_password_takes_long_to_be_judged() {
        for nasty in
            ["4@8({[</369&#!10$5+7%2", "p4ssw0rd@8({[<6!1|5$7+2zx%", "ж", "a", "01.02.1990"]
        {
            let longest: String = nasty.chars().cycle().take(PASSWORD_MAX_CHARS).collect();
            let started = Instant::now();
            strength_of(&longest, &[&longest]);
            let took = started.elapsed();
            assert!(took < Duration::from_millis(700), "{nasty}: {took:?}");
        }
    }
}
