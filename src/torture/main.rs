//! Tries to make Natter break its promises: drives the real server with people who keep their own log
//! of what they were told, breaks it off, and compares. Also measures it.

mod backups;
mod bench;
mod busy;
mod catch_up;
mod clocks;
mod coming_back;
mod counter;
mod crowd;
mod cuts;
mod disk;
mod disk_faults;
mod flaw;
mod freezes;
mod held;
mod life;
mod mishap;
mod mount;
mod outbox;
mod person;
mod place;
mod planted;
mod program;
mod proxy;
mod report;
mod rounds;
mod socket;
mod stall;
mod tab;
mod verdict;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use person::Trouble;
use place::Place;
use program::Launch;
use report::{Fault, HEADING, Report};

#[derive(Parser)]
#[command(about = "Tries to make Natter break its promises, and measures it.")]
struct Options {
    /// The server.
    #[arg(long, env = "NATTER_PROGRAM")]
    program: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Breaks the server and the way to it while people write, and looks for what is lost, doubled
    /// or out of order, and for what a tab holds that is not so.
    Torture(Torture),
    /// Measures how many messages become durable, and how long that takes.
    Bench {
        /// Messages per second, over 50 pairs.
        #[arg(long, value_delimiter = ',', default_value = "100,500,1000")]
        rates: Vec<u64>,
        /// How long each is kept up.
        #[arg(long, default_value_t = 10)]
        secs: u64,
    },
}

#[derive(Args)]
struct Torture {
    /// How often it is killed (SIGKILL).
    #[arg(long, default_value_t = 50)]
    kills: usize,
    /// How often its disk loses power. Needs FUSE.
    #[arg(long, default_value_t = 20)]
    power_cuts: usize,
    /// How often the disk is full, or fails, for a while. Needs FUSE.
    #[arg(long, default_value_t = 10)]
    disk_faults: usize,
    /// How many connections are cut at any byte, half open, or stall.
    #[arg(long, default_value_t = 2_000)]
    cuts: usize,
    /// How often it stands still (SIGSTOP).
    #[arg(long, default_value_t = 2)]
    freezes: usize,
    /// For how long, in seconds.
    #[arg(long, default_value_t = 20)]
    freeze_secs: u64,
    /// How many rounds its clock is set forth and back. Needs libfaketime.
    #[arg(long, default_value_t = 5)]
    clocks: usize,
    /// How often a backup is taken under load, restored and compared.
    #[arg(long, default_value_t = 3)]
    backups: usize,
    /// Nothing of the above, but faults that are built into the server, which must be a build with the
    /// feature `planted`; fails unless each is noticed.
    #[arg(long)]
    planted_faults: bool,
    /// Plays a run again as far as chance decides it.
    #[arg(long)]
    seed: Option<u64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let result = match options.command {
        Command::Torture(torture) => {
            let seed = torture.seed.unwrap_or_else(random_seed);
            println!("seed {seed}");
            stall::watch();
            // Whether this machine lets us mount one.
            let disk = Place::on_disk().map(drop);
            match torture.planted_faults {
                true => planted::run(&options.program, seed, disk.is_ok()).await,
                false => torture.run(&options.program, seed, disk).await,
            }
        }
        Command::Bench { rates, secs } => {
            bench::run(&options.program, &rates, secs).await.map(|()| true)
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            eprintln!("natter-torture: {trouble}");
            ExitCode::FAILURE
        }
    }
}

impl Torture {
    /// Whether the promises were kept.
    async fn run(
        &self,
        program: &Path,
        seed: u64,
        disk: Result<(), Trouble>,
    ) -> Result<bool, Trouble> {
        let launch = Launch::new(program);
        let series = [
            (Fault::Kill, self.kills),
            (Fault::PowerCut, self.power_cuts),
            (Fault::FailingDisk, self.disk_faults),
            (Fault::Cut, self.cuts),
            (Fault::Freeze, self.freezes),
            (Fault::Clock, self.clocks),
            (Fault::Backup, self.backups),
        ];
        let mut reports: Vec<Report> = vec![];
        let mut skipped = vec![];
        for (fault, rounds) in series.into_iter().filter(|(_, rounds)| *rounds > 0) {
            if let (Fault::PowerCut | Fault::FailingDisk, Err(trouble)) = (fault, &disk) {
                skipped.push(format!(
                    "{fault:?}: SKIPPED, no disk of our own can be mounted here (FUSE): {trouble}"
                ));
                continue;
            }
            reports.push(match (fault, clocks::find_library()) {
                (Fault::FailingDisk, _) => disk_faults::run(&launch, rounds, seed).await?,
                (Fault::Backup, _) => backups::run(&launch, rounds, seed).await?,
                (Fault::Cut, _) => cuts::run(&launch, rounds, seed).await?,
                (Fault::Freeze, _) => {
                    let lasting = Duration::from_secs(self.freeze_secs);
                    freezes::run(&launch, rounds, lasting, seed).await?
                }
                (Fault::Clock, Some(library)) => {
                    clocks::run(&launch, &library, rounds, seed).await?
                }
                (Fault::Clock, None) => {
                    skipped.push("Clock: SKIPPED, there is no libfaketime here".to_owned());
                    continue;
                }
                _ => rounds::run(&launch, fault, rounds, seed).await?,
            });
        }
        println!("\n{HEADING}");
        for report in &reports {
            println!("{report}");
            report.flaws.iter().take(5).for_each(|flaw| println!("  {flaw}"));
        }
        if let Some(cut) = reports.iter().find(|report| !report.how.is_empty()) {
            let how = cut.how.iter().map(|(how, count)| format!("{count} {how}"));
            println!("cuts: {}", how.collect::<Vec<_>>().join(", "));
        }
        skipped.iter().for_each(|text| println!("{text}"));
        println!("seed {seed}");
        Ok(reports.iter().all(|report| report.flaws.is_empty()))
    }
}

fn random_seed() -> u64 {
    natter::domain::ClientId::random().as_uuid().as_u64_pair().0
}
