//! A server whose clock is set forth and back (libfaketime).

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::crowd::{Cast, Crowd};
use super::person::Trouble;
use super::place::Place;
use super::program::Launch;
use super::report::{Fault, Report};
use super::stall::doing;
use super::tab::Habits;

const CAST: Cast = Cast {
    people: 4,
    browsers: 2,
    tabs: 2,
    habits: Habits { pace: Duration::from_millis(100), window: 8, odd_resumes: true },
};
/// Less than a session lasts.
const AT_MOST_SECS: i64 = 20 * 24 * 60 * 60;

/// The library that tells a program the wrong time, where this machine has it.
pub fn find_library() -> Option<PathBuf> {
    let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
    let paths = folders.map(|folder| format!("/usr/lib/{folder}/faketime/libfaketime.so.1"));
    paths.into_iter().map(PathBuf::from).find(|path| path.exists())
}

/// The server's clock jumps while people write; the steady one, by which timers run, does not, as
/// on any machine. Once it is also restarted with a clock that was set back.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(
    launch: &Launch,
    library: &Path,
    rounds: usize,
    seed: u64,
) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let folder = tempfile::TempDir::new()?;
    let clock = folder.path().join("clock");
    let set = |secs: i64| std::fs::write(&clock, format!("{secs:+}s\n"));
    set(0)?;
    let launch = launch
        .clone()
        .with("LD_PRELOAD", library.to_string_lossy())
        .with("FAKETIME_TIMESTAMP_FILE", clock.to_string_lossy())
        .with("FAKETIME_NO_CACHE", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .with("DONT_FAKE_MONOTONIC", "1");
    let mut crowd = Crowd::new(&launch, Place::in_folder()?, CAST, seed).await?;
    crowd.open_tabs(&mut chance);
    for round in 1..=rounds {
        doing(format!("round {round}"));
        crowd.go_on();
        for jump in 0..3 {
            sleep(Duration::from_millis(chance.random_range(100..400))).await;
            // The first goes far ahead, so that it can be told whether the library does anything.
            let is_first = (round, jump) == (1, 0);
            let lowest = if is_first { AT_MOST_SECS / 2 } else { -AT_MOST_SECS };
            set(chance.random_range(lowest..AT_MOST_SECS))?;
        }
        if round == 2 {
            crowd.server.kill_now();
            set(-AT_MOST_SECS)?;
            crowd.start_again(&mut chance)??;
        }
        let flaws = crowd.judge().await?;
        if !flaws.is_empty() {
            return Ok(Report::new(Fault::Clock, round, started, &crowd).with(flaws));
        }
        crowd.let_go();
    }
    let overview = crowd.browsers[0].overview(&crowd.server.address).await?;
    let last = overview.page.contacts.iter().filter_map(|line| line.last.as_ref());
    let newest = last.map(|last| last.sent_at).max().unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    if newest.0 / 1000 < now.as_secs().cast_signed() + AT_MOST_SECS / 4 {
        return Err("libfaketime does not set the server's clock".into());
    }
    let flaws = crowd.judge_all().await?;
    Ok(Report::new(Fault::Clock, rounds, started, &crowd).with(flaws))
}
