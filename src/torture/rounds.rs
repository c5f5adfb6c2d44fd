//! Rounds of writing and breaking off.

use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::disk::Disk;
use super::person::Trouble;
use super::scene::{Fault, Place, Report, Scene};

/// So many rounds after each other are judged at once.
const JUDGED_EVERY: usize = 100;

/// Three tabs of two people write while the server is broken off again and again; then everything is
/// read and judged.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(
    program: &Path,
    fault: Fault,
    rounds: usize,
    seed: u64,
) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    let place = if fault == Fault::Kill { Place::in_folder()? } else { Place::on_disk()? };
    let mut scene = Scene::new(program, place).await?;
    if let (Fault::DeafDisk, Some(disk)) = (fault, scene.place.disk()) {
        disk.with(Disk::go_deaf);
    }
    for round in 1..=rounds {
        let writing = std::mem::take(&mut scene.writers).into_iter().map(|mut writer| {
            let address = scene.server.address.clone();
            tokio::spawn(async move {
                writer.write(&address, usize::MAX).await;
                writer
            })
        });
        let writing: Vec<_> = writing.collect();
        sleep(Duration::from_millis(chance.random_range(20..370))).await;
        scene.server.kill_now();
        scene.writers = futures::future::try_join_all(writing).await?;
        let acknowledged = scene.acknowledged();
        scene = match scene.start_again(&mut chance)? {
            Ok(scene) => scene,
            Err(said) => {
                let faults = vec![format!("round {round}: it does not start again: {said}")];
                let (took, refused) = (started.elapsed(), 0);
                return Ok(Report { fault, rounds: round, acknowledged, refused, took, faults });
            }
        };
        if round % JUDGED_EVERY == 0 {
            let faults = scene.judge().await?;
            println!("{fault:?}: round {round}, {acknowledged} messages, {} faults", faults.len());
            if !faults.is_empty() {
                return Ok(scene.report(fault, round, started, faults));
            }
        }
    }
    let faults = scene.finish().await?;
    Ok(scene.report(fault, rounds, started, faults))
}
