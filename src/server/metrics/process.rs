//! The process itself, by the names that Prometheus' own libraries use.

use std::fs;
use std::time::Duration;

use ::metrics::{describe_gauge, gauge};

const BUILD: &str = "natter_build_info";
const MEMORY: &str = "process_resident_memory_bytes";
const OPEN_FILES: &str = "process_open_fds";
const STARTED: &str = "process_start_time_seconds";

pub(super) fn describe() {
    describe_gauge!(BUILD, "The version that runs.");
    describe_gauge!(MEMORY, "Memory in use.");
    describe_gauge!(OPEN_FILES, "Open files and connections.");
    describe_gauge!(STARTED, "When the server started, since 1970.");
}

/// The server began then, in this version.
pub(super) fn began(at: Duration, version: &'static str) {
    gauge!(STARTED).set(at.as_secs_f64());
    gauge!(BUILD, "version" => version).set(1.0);
}

/// Memory and open files as they are now, where the system tells (Linux).
pub(super) fn measure() {
    if let Some(kib) = resident_kib() {
        gauge!(MEMORY).set(f64::from(kib) * 1024.0);
    }
    if let Ok(open) = fs::read_dir("/proc/self/fd") {
        gauge!(OPEN_FILES).set(u32::try_from(open.count()).unwrap_or(u32::MAX));
    }
}

fn resident_kib() -> Option<u32> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
