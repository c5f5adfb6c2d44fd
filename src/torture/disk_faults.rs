//! A server whose disk fails for a while.

use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::disk::DiskFault;
use super::person::Trouble;
use super::scene::{Fault, Place, Report, Scene};

/// How soon messages must be acknowledged again once the disk is well.
const WELL_WITHIN: Duration = Duration::from_secs(30);

/// How long an answer of `/healthz` stands.
const HEALTH_STANDS: Duration = Duration::from_secs(3);

/// Three tabs write on and on while the disk fails now and then. The server must refuse meanwhile, say
/// so on `/healthz`, and go on by itself afterwards.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(program: &Path, rounds: usize, seed: u64) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut scene = Scene::new(program, Place::on_disk()?).await?;
    let disk = scene.place.disk().ok_or("no disk of ours")?.clone();
    let set_fault = |fault| disk.with(|disk| disk.set_fault(fault));
    let address = scene.server.address.clone();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writing: Vec<_> = std::mem::take(&mut scene.writers)
        .into_iter()
        .map(|mut writer| {
            let (address, mut stopped) = (address.clone(), stopped.clone());
            tokio::spawn(async move {
                while !*stopped.borrow() {
                    tokio::select! {
                        () = writer.write(&address, usize::MAX) => {}
                        _ = stopped.changed() => {}
                    }
                    sleep(Duration::from_millis(20)).await;
                }
                writer
            })
        })
        .collect();
    let mut faults = vec![];
    for round in 1..=rounds {
        sleep(Duration::from_millis(chance.random_range(50..300))).await;
        let all = [DiskFault::Full, DiskFault::WriteFails, DiskFault::SyncFails];
        let fault = all[chance.random_range(0..all.len())];
        set_fault(Some(fault));
        sleep(HEALTH_STANDS + Duration::from_millis(chance.random_range(200..1_200))).await;
        let health = healthz(&address).await;
        set_fault(None);
        if health != Some(503) {
            faults.push(format!("round {round}, {fault:?}: /healthz said {health:?}"));
        }
        let since = Instant::now();
        while healthz(&address).await != Some(200) {
            if since.elapsed() > WELL_WITHIN {
                faults.push(format!("round {round}, {fault:?}: it does not go on by itself"));
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        if !faults.is_empty() {
            break;
        }
    }
    stop.send_replace(true);
    scene.writers = futures::future::try_join_all(writing).await?;
    faults.extend(scene.finish().await?);
    Ok(scene.report(Fault::FailingDisk, rounds, started, faults))
}

async fn healthz(address: &str) -> Option<u16> {
    let answer = reqwest::get(format!("http://{address}/healthz")).await.ok()?;
    Some(answer.status().as_u16())
}
