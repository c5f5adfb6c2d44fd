//! A server that stands still for a while.

use std::time::{Duration, Instant};

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
    browsers: 1,
    tabs: 5,
    habits: Habits { pace: Duration::from_millis(100), window: 8, odd_resumes: true },
};

/// The server is stopped for so long (SIGSTOP) and goes on, again and again: the tabs give their
/// connections up meanwhile, and it finds them gone.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(
    launch: &Launch,
    rounds: usize,
    lasting: Duration,
    seed: u64,
) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut crowd = Crowd::new(launch, Place::in_folder()?, CAST, seed).await?;
    crowd.open_tabs(&mut chance);
    for round in 1..=rounds {
        doing(format!("round {round}"));
        crowd.go_on();
        sleep(Duration::from_millis(chance.random_range(300..900))).await;
        crowd.server.freeze();
        sleep(lasting).await;
        crowd.server.thaw();
        sleep(Duration::from_millis(chance.random_range(0..300))).await;
        let flaws = crowd.judge().await?;
        if !flaws.is_empty() {
            return Ok(Report::new(Fault::Freeze, round, started, &crowd).with(flaws));
        }
        crowd.let_go();
    }
    let flaws = crowd.judge_all().await?;
    Ok(Report::new(Fault::Freeze, rounds, started, &crowd).with(flaws))
}
