//! A server whose disk fails for a while.

use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::crowd::{Cast, Crowd};
use super::disk::DiskFault;
use super::flaw::{Check, Flaw};
use super::person::{HTTP, Trouble};
use super::place::Place;
use super::program::Launch;
use super::report::{Fault, Report};
use super::rounds;
use super::stall::doing;
use super::tab::Habits;

/// How soon messages must be acknowledged again once the disk is well.
const WELL_WITHIN: Duration = Duration::from_secs(30);

/// How long an answer of `/healthz` stands.
const HEALTH_STANDS: Duration = Duration::from_secs(3);

/// Who writes on and on must not be refused for writing too much.
const CAST: Cast = Cast {
    habits: Habits { pace: Duration::from_millis(30), ..rounds::CAST.habits },
    ..rounds::CAST
};

/// People write on and on while the disk fails now and then. The server must refuse meanwhile, say
/// so on `/healthz`, and go on by itself afterwards.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(launch: &Launch, rounds: usize, seed: u64) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut crowd = Crowd::new(launch, Place::on_disk()?, CAST, seed).await?;
    let disk = crowd.place.disk().ok_or("no disk of ours")?.clone();
    let set_fault = |fault| disk.with(|disk| disk.set_fault(fault));
    crowd.open_tabs(&mut chance);
    let address = crowd.server.address.clone();
    let mut flaws = vec![];
    for round in 1..=rounds {
        doing(format!("round {round}"));
        sleep(Duration::from_millis(chance.random_range(50..300))).await;
        let all = [DiskFault::Full, DiskFault::WriteFails, DiskFault::SyncFails];
        let fault = all[chance.random_range(0..all.len())];
        set_fault(Some(fault));
        sleep(HEALTH_STANDS + Duration::from_millis(chance.random_range(200..1_200))).await;
        let health = healthz(&address).await;
        set_fault(None);
        if health != Some(503) {
            let text = format!("round {round}, {fault:?}: /healthz said {health:?}");
            flaws.push(Flaw::new(Check::Health, text));
        }
        let since = Instant::now();
        while healthz(&address).await != Some(200) {
            if since.elapsed() > WELL_WITHIN {
                let text = format!("round {round}, {fault:?}: it does not go on by itself");
                flaws.push(Flaw::new(Check::Stuck, text));
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        if !flaws.is_empty() {
            break;
        }
    }
    flaws.extend(crowd.judge_all().await?);
    Ok(Report::new(Fault::FailingDisk, rounds, started, &crowd).with(flaws))
}

async fn healthz(address: &str) -> Option<u16> {
    let answer = HTTP.get(format!("http://{address}/healthz")).send().await.ok()?;
    Some(answer.status().as_u16())
}
