//! Rounds of writing and breaking off.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use natter::domain::ConversationId;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::disk::Disk;
use super::mount::Shared;
use super::person::{Person, Trouble};
use super::program::Program;
use super::verdict::{judge, read_all};
use super::writer::Writer;

/// How the server is broken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL: what was written is there, synced or not.
    Kill,
    /// The power goes: what was not synced may be gone.
    PowerCut,
    /// As `PowerCut`, on a disk that stops syncing once there are accounts: planted, to see that it
    /// would be noticed.
    DeafDisk,
}

/// What came of a series of rounds.
pub struct Report {
    pub fault: Fault,
    pub rounds: usize,
    pub acknowledged: usize,
    pub took: Duration,
    /// Empty if the promises were kept.
    pub faults: Vec<String>,
}

/// Where the data lies.
enum Place {
    Folder(tempfile::TempDir),
    Disk { disk: Shared, folder: tempfile::TempDir, mounted: Option<fuser::BackgroundSession> },
}

impl Place {
    fn new(fault: Fault) -> Result<Self, Trouble> {
        let folder = tempfile::TempDir::new()?;
        Ok(match fault {
            Fault::Kill => Self::Folder(folder),
            Fault::PowerCut | Fault::DeafDisk => {
                let disk = Shared(Arc::new(Mutex::new(Disk::new())));
                let mounted = Some(disk.mount(folder.path())?);
                Self::Disk { disk, folder, mounted }
            }
        })
    }

    fn path(&self) -> PathBuf {
        match self {
            Self::Folder(folder) | Self::Disk { folder, .. } => folder.path().join("data"),
        }
    }

    /// After the program is gone.
    fn break_off(&mut self, chance: &mut SmallRng) -> Result<(), Trouble> {
        if let Self::Disk { disk, folder, mounted } = self {
            let after = disk.0.lock().unwrap_or_else(PoisonError::into_inner).cut(chance);
            if let Some(mounted) = mounted.take() {
                mounted.umount_and_join()?;
            }
            *disk = Shared(Arc::new(Mutex::new(after)));
            *mounted = Some(disk.mount(folder.path())?);
        }
        Ok(())
    }
}

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
    let mut place = Place::new(fault)?;
    let mut server = Program::start(program, &place.path())?;
    let ana = Person::sign_up(&server.address, "ana").await?;
    let bo = Person::sign_up(&server.address, "bo").await?;
    if let (Fault::DeafDisk, Place::Disk { disk, .. }) = (fault, &place) {
        disk.0.lock().unwrap_or_else(PoisonError::into_inner).go_deaf();
    }
    let conversation = ConversationId::of_pair(ana.id, bo.id);
    let tabs = [("a", &ana), ("b", &ana), ("c", &bo)];
    let writer = |(name, person): (&str, &Person)| {
        Writer::new(name.to_owned(), person.clone(), conversation.clone())
    };
    let mut writers: Vec<Writer> = tabs.map(writer).into();
    let mut faults = vec![];
    for round in 1..=rounds {
        let writing = writers.into_iter().map(|mut writer| {
            let address = server.address.clone();
            tokio::spawn(async move {
                writer.write(&address, usize::MAX).await;
                writer
            })
        });
        let writing: Vec<_> = writing.collect();
        sleep(Duration::from_millis(chance.random_range(20..370))).await;
        server.kill();
        writers = futures::future::try_join_all(writing).await?;
        place.break_off(&mut chance)?;
        server = match Program::start(program, &place.path()) {
            Ok(server) => server,
            Err(said) => {
                faults.push(format!("round {round}: it does not start again: {said}"));
                return Ok(report(fault, round, &writers, started, faults));
            }
        };
        if round % 100 == 0 {
            let history = read_all(&ana, &server.address, &conversation).await?;
            faults = judge(&history, &writers);
            println!("{fault:?}: round {round}, {} messages, {:?}", history.len(), faults);
            if !faults.is_empty() {
                return Ok(report(fault, round, &writers, started, faults));
            }
        }
    }
    // What had no answer is sent again, and a few more.
    for writer in &mut writers {
        let until = writer.acknowledged.len() + writer.waiting() + 5;
        writer.write(&server.address, until).await;
    }
    let history = read_all(&ana, &server.address, &conversation).await?;
    faults.extend(judge(&history, &writers));
    let acknowledged: usize = writers.iter().map(|writer| writer.acknowledged.len()).sum();
    if faults.is_empty() && history.len() != acknowledged {
        faults.push(format!("{} messages, {acknowledged} acknowledged", history.len()));
    }
    Ok(report(fault, rounds, &writers, started, faults))
}

fn report(
    fault: Fault,
    rounds: usize,
    writers: &[Writer],
    started: Instant,
    faults: Vec<String>,
) -> Report {
    let acknowledged = writers.iter().map(|writer| writer.acknowledged.len()).sum();
    Report { fault, rounds, acknowledged, took: started.elapsed(), faults }
}
