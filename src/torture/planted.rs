//! Faults that are built into the server on purpose: the harness must notice each.

use std::path::Path;

use super::cuts;
use super::flaw::Check;
use super::person::Trouble;
use super::program::Launch;
use super::report::{Fault, Report};
use super::rounds;

/// What the server reads (`server/planted.rs`).
const VARIABLE: &str = "NATTER_PLANTED";

/// One of them, what brings it to light, and which checks may.
struct Planted {
    /// As the server calls it; nothing is planted where it is our own disk that is wrong.
    name: Option<&'static str>,
    what: &'static str,
    fault: Fault,
    at_most: usize,
    caught_by: &'static [Check],
}

const ALL: [Planted; 8] = [
    Planted {
        name: Some("acknowledge-before-commit"),
        what: "acknowledges before the commit",
        fault: Fault::Kill,
        at_most: 60,
        caught_by: &[Check::Lost, Check::Moved, Check::Hole, Check::Doubled, Check::Stale],
    },
    Planted {
        name: Some("no-sync"),
        what: "does not sync",
        fault: Fault::PowerCut,
        at_most: 40,
        caught_by: &[
            Check::Lost,
            Check::Moved,
            Check::Hole,
            Check::Doubled,
            Check::Stale,
            Check::Stuck,
        ],
    },
    Planted {
        name: None,
        what: "has a disk that does not sync",
        fault: Fault::DeafDisk,
        at_most: 40,
        caught_by: &[Check::Lost, Check::Moved, Check::Hole, Check::Doubled, Check::Stuck],
    },
    Planted {
        name: Some("no-deduplication"),
        what: "takes a client id for a new one",
        fault: Fault::Cut,
        at_most: 2_000,
        caught_by: &[Check::Doubled],
    },
    Planted {
        name: Some("drop-frame"),
        what: "drops a frame now and then",
        fault: Fault::Cut,
        at_most: 2_000,
        caught_by: &[Check::Hole, Check::Stale],
    },
    Planted {
        name: Some("reuse-seq"),
        what: "gives a number twice now and then",
        fault: Fault::Cut,
        at_most: 2_000,
        caught_by: &[Check::Lost, Check::Moved, Check::Doubled],
    },
    Planted {
        name: Some("token-off-by-one"),
        what: "takes a token for one more than it is",
        fault: Fault::Cut,
        at_most: 20_000,
        caught_by: &[Check::Hole, Check::Stale],
    },
    Planted {
        name: Some("leak-held"),
        what: "lets a message through to the Busy",
        fault: Fault::Cut,
        at_most: 5_000,
        caught_by: &[Check::Leaked],
    },
];

/// Runs them all; whether each was caught. `program` must be built with the feature `planted`. Prints a
/// table.
///
/// # Errors
/// Whatever kept them from being run.
pub async fn run(program: &Path, seed: u64, has_disk: bool) -> Result<bool, Trouble> {
    let mut lines = vec![];
    let mut all_caught = true;
    for planted in &ALL {
        if !has_disk && matches!(planted.fault, Fault::PowerCut | Fault::DeafDisk) {
            lines.push(format!("{:<38} SKIPPED, no disk of our own", planted.what));
            continue;
        }
        let launch = Launch::new(program);
        let launch = match planted.name {
            Some(name) => launch.with(VARIABLE, name),
            None => launch,
        };
        let report = match planted.fault {
            Fault::Cut => cuts::run(&launch, planted.at_most, seed).await?,
            fault => rounds::run(&launch, fault, planted.at_most, seed).await?,
        };
        let is_caught = report.flaws.iter().any(|flaw| planted.caught_by.contains(&flaw.check));
        all_caught &= is_caught;
        lines.push(line(planted, &report, is_caught));
        println!("… {}", lines.last().map(String::as_str).unwrap_or_default());
    }
    println!("\n{:<38} {:<11} caught by, after how many breaks", "the server …", "under");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(all_caught)
}

fn line(planted: &Planted, report: &Report, is_caught: bool) -> String {
    let mut checks: Vec<Check> = report.flaws.iter().map(|flaw| flaw.check).collect();
    checks.sort_unstable();
    checks.dedup();
    let by = match (is_caught, checks.is_empty()) {
        (true, _) => format!("{checks:?}"),
        (false, true) => "NOT CAUGHT".to_owned(),
        (false, false) => format!("NOT CAUGHT, but {checks:?}"),
    };
    let (under, first) = (format!("{:?}", report.fault), report.flaws.first());
    let first = first.map(|flaw| format!(": {}", shortened(&flaw.to_string())));
    let first = first.unwrap_or_default();
    format!("{:<38} {under:<11} {by}, {}{first}", planted.what, report.breaks)
}

/// What fits into a line.
fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(90).collect()
}
