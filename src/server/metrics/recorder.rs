//! Where the numbers are kept, and how they are told.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use super::{Limit, LogIn, Way, process};

/// Seconds, from a commit without an fsync to a request that is given up.
const SECONDS: &[f64] = &[
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
    10.0, 30.0,
];
const OPERATIONS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
/// What was measured is counted into its buckets so often, whether anybody asks or not: until then
/// each measure takes memory.
const KEEP_UP_EVERY: Duration = Duration::from_secs(5);

static NUMBERS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to keep the numbers of this process. Once is enough.
///
/// # Errors
/// Says that somebody else keeps them.
pub fn install() -> Result<(), String> {
    if NUMBERS.get().is_some() {
        return Ok(());
    }
    let numbers = build().map_err(|error| error.to_string())?;
    let _ = NUMBERS.set(numbers);
    describe();
    begin_at_zero();
    Ok(())
}

/// The numbers in Prometheus' text format; empty before [`install`].
pub fn render() -> String {
    process::measure();
    NUMBERS.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Keeps the memory for what was measured small, for ever.
pub async fn keep_up() {
    loop {
        tokio::time::sleep(KEEP_UP_EVERY).await;
        if let Some(numbers) = NUMBERS.get() {
            numbers.run_upkeep();
        }
    }
}

fn build() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)?
        .set_buckets_for_metric(Matcher::Full(super::COMMIT_OPERATIONS.into()), OPERATIONS)?
        .install_recorder()
}

fn describe() {
    describe_histogram!(super::COMMIT_SECONDS, "Time of one commit, its fsync included.");
    describe_histogram!(super::COMMIT_OPERATIONS, "Writes in one commit.");
    describe_gauge!(super::CONNECTIONS, "Live connections, by what carries them.");
    describe_counter!(super::CONNECTIONS_CLOSED, "Live connections that ended, by reason.");
    describe_counter!(super::DATABASE_REOPENED, "Commits that failed and had it opened again.");
    describe_gauge!(super::FRAMES_WAITING_MAX, "Frames that wait for the slowest connection.");
    describe_histogram!(super::HTTP_SECONDS, "Time until a request is answered, by status.");
    describe_counter!(super::INCIDENTS, "Failures that are in the log under an id.");
    describe_counter!(super::LOG_INS, "Log-ins, by how they went.");
    describe_counter!(super::MESSAGES, "Messages that became durable, by what came of them.");
    describe_histogram!(super::PASSWORD_SECONDS, "Time to hash one password.");
    describe_gauge!(super::PASSWORDS_WAITING, "Passwords that wait for being hashed.");
    describe_gauge!(super::PEOPLE_ONLINE, "People who are there.");
    describe_counter!(super::REFUSALS, "What was refused as too often, by limit.");
    describe_gauge!(super::WRITES_WAITING, "Writes that wait for the next commit.");
    process::describe();
}

/// A counter that nobody has seen at zero shows no first increase.
fn begin_at_zero() {
    for limit in Limit::ALL {
        counter!(super::REFUSALS, "limit" => limit.label()).absolute(0);
    }
    for outcome in LogIn::ALL {
        counter!(super::LOG_INS, "outcome" => outcome.label()).absolute(0);
    }
    for way in Way::ALL {
        gauge!(super::CONNECTIONS, "way" => way.label()).set(0.0);
    }
    for counter in [super::INCIDENTS, super::DATABASE_REOPENED] {
        counter!(counter).absolute(0);
    }
    super::messages(0, 0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    process::began(now, env!("CARGO_PKG_VERSION"));
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::server::metrics::{answered, committed, messages, refused};

    #[test]
    fn every_number_has_a_name_a_kind_and_a_help() {
        install().unwrap();
        committed(Duration::from_millis(2), 3);
        answered(204, Duration::from_millis(2));
        refused(Limit::Searches);
        let rendered = render();
        let samples = rendered.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for sample in samples {
            let name = sample.split(['{', ' ']).next().unwrap();
            let name = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name);
            assert!(name.starts_with("natter_") || name.starts_with("process_"), "{sample}");
            for line in ["HELP", "TYPE"] {
                assert!(rendered.contains(&format!("# {line} {name} ")), "{line} of {sample}");
            }
        }
        assert!(rendered.contains("natter_commit_operations_bucket{le=\"4\"}"), "{rendered}");
        assert!(rendered.contains("natter_http_request_duration_seconds_bucket{status=\"2xx\""));
    }

    /// What a message costs beside the 67 µs of the server's for it: next to nothing.
    #[test]
    fn counting_does_not_show() {
        const TIMES: u32 = 20_000;
        install().unwrap();
        let started = Instant::now();
        for _ in 0..TIMES {
            committed(Duration::from_micros(300), 7);
            messages(7, 0);
        }
        let each = started.elapsed() / TIMES;
        println!("counting one commit takes {each:?}");
        assert!(each < Duration::from_micros(50), "{each:?}");
    }
}
