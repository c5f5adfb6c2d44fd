//! Available or Busy.

use serde::{Deserialize, Serialize};

use super::{Problem, ProblemCode, UnixMillis};

/// Nobody is Busy for longer than this at a stretch, unless it is for good.
pub const BUSY_MAX_MS: i64 = 366 * 24 * 60 * 60 * 1000;

/// Whether others' messages reach a person. To a Busy one nothing is delivered: messages wait, in
/// their order, until the person is Available again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Status {
    #[default]
    Available,
    /// Until that time, or until the person says otherwise.
    Busy { until: Option<UnixMillis> },
}

impl Status {
    /// Whether others' messages wait.
    pub fn is_busy(self) -> bool {
        self != Self::Available
    }

    /// Busy from `now` until a time, or for good.
    ///
    /// # Errors
    /// [`ProblemCode::MalformedRequest`] for a time that is over or more than a year away.
    pub fn busy(until: Option<UnixMillis>, now: UnixMillis) -> Result<Self, Problem> {
        let is_ahead =
            |until: UnixMillis| (1..=BUSY_MAX_MS).contains(&(until.0.saturating_sub(now.0)));
        match until {
            Some(until) if !is_ahead(until) => Err(ProblemCode::MalformedRequest.into()),
            until => Ok(Self::Busy { until }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_busy_until_a_time_ahead_or_for_good() {
        let now = UnixMillis(1_000);
        let busy = |until| Status::busy(until, now);
        assert_eq!(busy(None), Ok(Status::Busy { until: None }));
        let later = Some(UnixMillis(1_001));
        assert_eq!(busy(later), Ok(Status::Busy { until: later }));
        for wrong in [1_000, 0, i64::MIN, i64::MAX, 1_001 + BUSY_MAX_MS] {
            assert!(busy(Some(UnixMillis(wrong))).is_err(), "{wrong}");
        }
    }
}
