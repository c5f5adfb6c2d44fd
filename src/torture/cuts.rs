//! Rounds in which the way to the server is rough.

use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::crowd::{Cast, Crowd};
use super::flaw::{Check, Flaw};
use super::person::Trouble;
use super::place::Place;
use super::program::Launch;
use super::report::{Fault, Report};
use super::stall::doing;
use super::tab::Habits;

/// So many connections come to harm between one judgement and the next.
const CUTS_PER_ROUND: usize = 500;
/// If so many do not within this, something stands still.
const ROUND_WITHIN: Duration = Duration::from_secs(120);
/// How often somebody logs out, and how long they stay out at most.
const LOG_OUT_EVERY: Duration = Duration::from_secs(2);
const OUT_MAX_MS: u64 = 300;

/// How often somebody becomes Busy, or Available again.
const BUSY_EVERY: Duration = Duration::from_millis(300);

const CAST: Cast = Cast {
    people: 6,
    browsers: 2,
    tabs: 3,
    habits: Habits { pace: Duration::from_millis(150), window: 8, odd_resumes: true },
};

/// Many people with many tabs talk while so many of their connections are cut, half open, or stall;
/// now and then somebody logs out and in again.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(launch: &Launch, cuts: usize, seed: u64) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut crowd = Crowd::new(launch, Place::in_folder()?, CAST, seed).await?;
    crowd.open_tabs(&mut chance);
    let (mut rounds, mut flaws) = (0, vec![]);
    while count(&crowd) < cuts && flaws.is_empty() {
        rounds += 1;
        let enough = (count(&crowd) + CUTS_PER_ROUND).min(cuts);
        flaws = round(&mut crowd, enough, &mut chance).await?;
        crowd.let_go();
        println!(
            "Cut: round {rounds}, {} cuts, {} messages, {} flaws",
            count(&crowd),
            crowd.acknowledged(),
            flaws.len()
        );
    }
    if flaws.is_empty() {
        flaws = crowd.judge_all().await?;
    }
    let (breaks, how) = (count(&crowd), crowd.proxy.struck());
    let report = Report::new(Fault::Cut, rounds, started, &crowd);
    Ok(Report { breaks, how, ..report.with(flaws) })
}

fn count(crowd: &Crowd) -> usize {
    crowd.proxy.struck().values().sum()
}

async fn round(
    crowd: &mut Crowd,
    enough: usize,
    chance: &mut SmallRng,
) -> Result<Vec<Flaw>, Trouble> {
    let since = Instant::now();
    let mut log_out_at = since + LOG_OUT_EVERY.mul_f64(chance.random());
    let mut busy_at = since;
    crowd.go_on();
    crowd.proxy.set_rough(true);
    while count(crowd) < enough {
        doing(format!("{} cuts", count(crowd)));
        sleep(Duration::from_millis(20)).await;
        if Instant::now() >= log_out_at {
            let browser = &crowd.browsers[chance.random_range(0..crowd.browsers.len())];
            let pause = Duration::from_millis(chance.random_range(0..OUT_MAX_MS));
            browser.log_out_and_in(&crowd.server.address, pause).await?;
            log_out_at = Instant::now() + LOG_OUT_EVERY.mul_f64(chance.random_range(0.5..1.5));
        }
        if Instant::now() >= busy_at {
            let flaws = crowd.toggle_busy(chance).await?;
            if !flaws.is_empty() {
                return Ok(flaws);
            }
            busy_at = Instant::now() + BUSY_EVERY.mul_f64(chance.random_range(0.2..2.0));
        }
        let flaws = crowd.take_flaws();
        if !flaws.is_empty() {
            return Ok(flaws);
        }
        if since.elapsed() > ROUND_WITHIN {
            return Ok(vec![Flaw::new(Check::Stuck, "hardly a connection can be made")]);
        }
    }
    crowd.proxy.set_rough(false);
    crowd.judge().await
}
