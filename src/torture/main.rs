//! Tries to make Natter break its promises: drives the real server with people who keep their own log
//! of what they were told, breaks it off, and compares. Also measures it.

mod bench;
mod disk;
mod disk_faults;
mod mount;
mod person;
mod program;
mod rounds;
mod scene;
mod verdict;
mod writer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use person::Trouble;
use scene::{Fault, Place};

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
    /// Breaks the server off while people write, and looks for what is lost, doubled or out of order.
    Torture {
        /// How often it is killed (SIGKILL).
        #[arg(long, default_value_t = 50)]
        kills: usize,
        /// How often its disk loses power. Needs FUSE.
        #[arg(long, default_value_t = 20)]
        power_cuts: usize,
        /// How often the disk is full, or fails, for a while. Needs FUSE.
        #[arg(long, default_value_t = 10)]
        disk_faults: usize,
        /// Puts the data on a disk that only says that it syncs, and fails unless that is noticed.
        #[arg(long)]
        planted: bool,
        /// Plays a run again as far as chance decides it.
        #[arg(long)]
        seed: Option<u64>,
    },
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

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let result = match options.command {
        Command::Torture { kills, power_cuts, disk_faults, planted, seed } => {
            let series = match planted {
                true => vec![(Fault::DeafDisk, power_cuts)],
                false => vec![
                    (Fault::Kill, kills),
                    (Fault::PowerCut, power_cuts),
                    (Fault::FailingDisk, disk_faults),
                ],
            };
            torture(&options.program, &series, seed.unwrap_or_else(random_seed)).await
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

/// Whether the promises were kept; with a planted fault, whether they were seen to be broken.
async fn torture(program: &Path, series: &[(Fault, usize)], seed: u64) -> Result<bool, Trouble> {
    println!("seed {seed}");
    let mut as_expected = true;
    // Whether this machine lets us mount one.
    let has_disk = Place::on_disk().map(drop);
    for &(fault, rounds) in series.iter().filter(|(_, rounds)| *rounds > 0) {
        if let (true, Err(trouble)) = (fault != Fault::Kill, &has_disk) {
            println!(
                "{fault:?}: SKIPPED, no disk of our own can be mounted here (FUSE): {trouble}"
            );
            continue;
        }
        let report = match fault {
            Fault::FailingDisk => disk_faults::run(program, rounds, seed).await?,
            _ => rounds::run(program, fault, rounds, seed).await?,
        };
        println!(
            "{:?}: {} rounds, {} messages acknowledged, {} to be tried again, {} faults, in {:.0} s",
            report.fault,
            report.rounds,
            report.acknowledged,
            report.refused,
            report.faults.len(),
            report.took.as_secs_f64()
        );
        for text in report.faults.iter().take(5) {
            println!("  {text}");
        }
        as_expected &= report.faults.is_empty() == (fault != Fault::DeafDisk);
    }
    Ok(as_expected)
}

fn random_seed() -> u64 {
    natter::domain::ClientId::random().as_uuid().as_u64_pair().0
}
