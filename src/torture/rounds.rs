//! Rounds of writing and breaking the server off.

use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::crowd::{Cast, Crowd};
use super::disk::Disk;
use super::flaw::{Check, Flaw};
use super::person::Trouble;
use super::place::Place;
use super::program::Launch;
use super::report::{Fault, Report};
use super::stall::doing;
use super::tab::Habits;

/// So many rounds after each other are judged at once.
const JUDGED_EVERY: usize = 20;

/// Two people, two tabs each, who write as quickly as they may.
pub const CAST: Cast = Cast {
    people: 2,
    browsers: 1,
    tabs: 2,
    habits: Habits { pace: Duration::from_millis(4), window: 8, odd_resumes: false },
};

/// Two people write while the server is broken off again and again.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(
    launch: &Launch,
    fault: Fault,
    rounds: usize,
    seed: u64,
) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let place = if fault == Fault::Kill { Place::in_folder()? } else { Place::on_disk()? };
    let mut crowd = Crowd::new(launch, place, CAST, seed).await?;
    if let (Fault::DeafDisk, Some(disk)) = (fault, crowd.place.disk()) {
        disk.with(Disk::go_deaf);
    }
    crowd.open_tabs(&mut chance);
    for round in 1..=rounds {
        doing(format!("{fault:?}: round {round}"));
        // What waits, and for whom, must survive, too.
        if chance.random_bool(0.3) {
            let flaws = crowd.toggle_busy(&mut chance).await;
            let flaws = flaws.unwrap_or_else(|trouble| vec![Flaw::of_answer(&trouble)]);
            if !flaws.is_empty() {
                return Ok(Report::new(fault, round, started, &crowd).with(flaws));
            }
        }
        sleep(Duration::from_millis(chance.random_range(20..370))).await;
        crowd.server.kill_now();
        if let Err(said) = crowd.start_again(&mut chance)? {
            let text = format!("round {round}: it does not start again: {said}");
            let flaws = vec![Flaw::new(Check::Stuck, text)];
            return Ok(Report::new(fault, round, started, &crowd).with(flaws));
        }
        let judged = round == rounds || round % JUDGED_EVERY == 0;
        let flaws = if judged { crowd.judge().await } else { Ok(crowd.take_flaws()) };
        let flaws = flaws.unwrap_or_else(|trouble| vec![Flaw::of_answer(&trouble)]);
        if !flaws.is_empty() {
            return Ok(Report::new(fault, round, started, &crowd).with(flaws));
        }
        if judged {
            println!("{fault:?}: round {round}, {} messages", crowd.acknowledged());
            crowd.let_go();
            crowd.go_on();
        }
    }
    let mut flaws = crowd.judge_all().await?;
    // The server is gone, so that nothing moves while the files are read.
    crowd.server.kill_now();
    // What every message begins with, and nothing else.
    if let Some(path) = crowd.place.find_words(&format!("{} ", crowd.tabs[0].name))? {
        flaws.push(Flaw::new(Check::Readable, path.display().to_string()));
    }
    Ok(Report::new(fault, rounds, started, &crowd).with(flaws))
}
