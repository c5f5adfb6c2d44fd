//! Two people, three tabs, a server, and where its data lies.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use natter::domain::ConversationId;
use rand::rngs::SmallRng;
use tempfile::TempDir;

use super::disk::Disk;
use super::mount::Shared;
use super::person::{Person, Trouble};
use super::program::Program;
use super::verdict::{judge, read_all};
use super::writer::Writer;

/// How long the rest may take to be acknowledged in the end.
const REST_WITHIN: Duration = Duration::from_secs(60);

/// How the server is made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL: what was written is there, synced or not.
    Kill,
    /// The power goes: what was not synced may be gone.
    PowerCut,
    /// The disk is full, or fails to write or to sync, for a while.
    FailingDisk,
    /// As `PowerCut`, on a disk that stops syncing once there are accounts: planted, to see that it
    /// would be noticed.
    DeafDisk,
}

/// What came of a series of rounds.
pub struct Report {
    pub fault: Fault,
    pub rounds: usize,
    pub acknowledged: usize,
    /// How often somebody was asked to try again later.
    pub refused: usize,
    pub took: Duration,
    /// Empty if the promises were kept.
    pub faults: Vec<String>,
}

/// Where the data lies.
pub enum Place {
    /// In a folder of this machine.
    Folder(TempDir),
    /// On a disk of our own.
    Disk { disk: Shared, folder: TempDir, mounted: Option<fuser::BackgroundSession> },
}

impl Place {
    pub fn in_folder() -> Result<Self, Trouble> {
        Ok(Self::Folder(TempDir::new()?))
    }

    pub fn on_disk() -> Result<Self, Trouble> {
        let (folder, disk) = (TempDir::new()?, Shared::new(Disk::new()));
        let mounted = Some(disk.mount(folder.path())?);
        Ok(Self::Disk { disk, folder, mounted })
    }

    /// The disk of our own.
    pub fn disk(&self) -> Option<&Shared> {
        match self {
            Self::Folder(_) => None,
            Self::Disk { disk, .. } => Some(disk),
        }
    }

    fn data(&self) -> PathBuf {
        match self {
            Self::Folder(folder) | Self::Disk { folder, .. } => folder.path().join("data"),
        }
    }

    /// Takes the power from a disk of our own, whose server is gone.
    fn break_off(&mut self, chance: &mut SmallRng) -> Result<(), Trouble> {
        if let Self::Disk { disk, folder, mounted } = self {
            let after = disk.with(|disk| disk.cut(chance));
            if let Some(mounted) = mounted.take() {
                mounted.umount_and_join()?;
            }
            *disk = Shared::new(after);
            *mounted = Some(disk.mount(folder.path())?);
        }
        Ok(())
    }
}

/// Ana with two tabs, Bo with one, all in the same conversation.
pub struct Scene {
    pub server: Program,
    pub place: Place,
    pub writers: Vec<Writer>,
    program: PathBuf,
    ana: Person,
    conversation: ConversationId,
}

impl Scene {
    pub async fn new(program: &Path, place: Place) -> Result<Self, Trouble> {
        let server = Program::start(program, &place.data())?;
        let ana = Person::sign_up(&server.address, "ana").await?;
        let bo = Person::sign_up(&server.address, "bo").await?;
        let conversation = ConversationId::of_pair(ana.id, bo.id);
        let writer = |(name, person): (&str, &Person)| {
            Writer::new(name.to_owned(), person.clone(), conversation.clone())
        };
        let writers = [("a", &ana), ("b", &ana), ("c", &bo)].map(writer).into();
        Ok(Self { server, place, writers, program: program.to_owned(), ana, conversation })
    }

    /// After the server was killed: takes the power from its disk if that is ours, and starts it again;
    /// the error is what it says if it does not.
    pub fn start_again(mut self, chance: &mut SmallRng) -> Result<Result<Self, String>, Trouble> {
        self.place.break_off(chance)?;
        Ok(Program::start(&self.program, &self.place.data()).map(|server| Self { server, ..self }))
    }

    /// Everything that is wrong by now.
    pub async fn judge(&self) -> Result<Vec<String>, Trouble> {
        let history = read_all(&self.ana, &self.server.address, &self.conversation).await?;
        Ok(judge(&history, &self.writers))
    }

    /// Sends what had no answer again, and a few more; then everything that is wrong.
    pub async fn finish(&mut self) -> Result<Vec<String>, Trouble> {
        for writer in &mut self.writers {
            let until = writer.acknowledged.len() + writer.waiting() + 5;
            let rest = writer.write(&self.server.address, until);
            if tokio::time::timeout(REST_WITHIN, rest).await.is_err() {
                return Ok(vec!["the rest is not acknowledged".into()]);
            }
        }
        let history = read_all(&self.ana, &self.server.address, &self.conversation).await?;
        let mut faults = judge(&history, &self.writers);
        let acknowledged = self.acknowledged();
        if faults.is_empty() && history.len() != acknowledged {
            faults.push(format!("{} messages, {acknowledged} acknowledged", history.len()));
        }
        Ok(faults)
    }

    pub fn report(
        &self,
        fault: Fault,
        rounds: usize,
        started: Instant,
        faults: Vec<String>,
    ) -> Report {
        let refused = self.writers.iter().map(|writer| writer.refused).sum();
        let (acknowledged, took) = (self.acknowledged(), started.elapsed());
        Report { fault, rounds, acknowledged, refused, took, faults }
    }

    pub fn acknowledged(&self) -> usize {
        self.writers.iter().map(|writer| writer.acknowledged.len()).sum()
    }
}
