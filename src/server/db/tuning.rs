//! How the database is set up.

use std::time::Duration;

use surrealdb_cnf::ConfigMap;
use surrealdb_engine_local::EngineOptions;

use super::StoreOptions;
use crate::server::planted::{self, Fault};

/// How often the database looks after itself where nothing wakes it: its default of seconds is for
/// clusters, and each time is a write with its fsync.
const HOUSEKEEPING_EVERY: Duration = Duration::from_secs(60 * 60);

/// Every commit is synced; caches and buffers stay within the options.
pub(super) fn config(options: &StoreOptions, buffer: u64) -> ConfigMap {
    let sync = if planted::is(Fault::NoSync) { "never" } else { "every" };
    ConfigMap::empty()
        .with_key_value("datastore_sync", sync)
        .with_key_value("surrealkv_block_cache_capacity", options.block_cache_bytes().to_string())
        .with_key_value("surrealkv_max_memtable_size", buffer.to_string())
}

/// Without what serves clusters, changefeeds and remote sessions; zero means never.
pub(super) fn engine_options() -> EngineOptions {
    EngineOptions::default()
        .with_node_membership_refresh_interval(HOUSEKEEPING_EVERY)
        .with_node_membership_check_interval(Duration::ZERO)
        .with_node_membership_cleanup_interval(Duration::ZERO)
        .with_changefeed_gc_interval(Duration::ZERO)
        .with_index_compaction_interval(HOUSEKEEPING_EVERY)
        .with_index_build_resume_interval(HOUSEKEEPING_EVERY)
        .with_event_processing_interval(HOUSEKEEPING_EVERY)
        .with_graph_fold_interval(HOUSEKEEPING_EVERY)
        .with_reclaim_interval(HOUSEKEEPING_EVERY)
        .with_rpc_session_gc_interval(Duration::ZERO)
        .with_system_metrics_refresh_interval(Duration::ZERO)
}
