//! What the person who runs the server decides: flags, or the same in the environment.

mod origin;
mod public_url;
mod secret;
mod secrets;
mod sign_up_mode;
mod switch;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use tracing_subscriber::EnvFilter;

pub use origin::Origin;
pub use public_url::PublicUrl;
pub use secret::Secret;
pub use secrets::{MASTER_KEY_FILE, Secrets, SecretsError};
pub use sign_up_mode::SignUpMode;
pub use switch::Switch;

use crate::server::db::StoreOptions;

/// What the database's crates say at each start and stop is for who works on them; whoever wants it
/// names them in the filter.
const QUIET_DATABASE: &str = "surrealdb=warn,surrealkv=error";
const IN_MEMORY: &str = "mem://";
const ON_DISK: &str = "surrealkv://";

// What the server is told by whoever runs it. No doc comment: it would take the place of the command
// line's own.
#[derive(Clone, Debug, Parser)]
#[command(name = "natter", version, max_term_width = 100, args_override_self = true)]
pub struct Settings {
    /// Address and port to listen on
    #[arg(long, env = "NATTER_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// Where people find the server, for example https://chat.example.org; needed behind a proxy
    /// that speaks https, so that cookies are for https only
    #[arg(long, env = "NATTER_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Address of a reverse proxy whose X-Forwarded-For is believed; several are separated by
    /// commas
    #[arg(long, env = "NATTER_TRUSTED_PROXIES", value_name = "ADDRESS", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,

    /// Another site whose pages may use the JSON API, for example https://tools.example.org; several
    /// are separated by commas. They show a token: cookies count for nothing there
    #[arg(long, env = "NATTER_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub cors_origins: Vec<Origin>,

    /// Folder for everything that the server keeps [with --demo: ./demo-data]
    #[arg(
        long,
        env = "NATTER_DATA",
        value_name = "FOLDER",
        default_value = "./data",
        default_value_if("demo", "true", "./demo-data")
    )]
    pub data: PathBuf,

    /// Fill an empty server with a dozen people and their messages to look around in, and say how
    /// to log in as them
    #[arg(long, env = "NATTER_DEMO")]
    pub demo: bool,

    /// surrealkv://<path>, or mem:// to keep nothing [default: surrealkv://<data>/database]
    #[arg(long, env = "NATTER_DATABASE", value_name = "URL", value_parser = parse_database)]
    pub database: Option<String>,

    /// Secret that signs sessions, at least 32 characters; better given as a file or in the
    /// environment than as a flag, which other programs on the machine can read
    #[arg(long, env = "NATTER_JWT_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub jwt_secret: Option<Secret>,

    /// File that holds it [default: <data>/jwt.secret, made on the first start]
    #[arg(
        long,
        env = "NATTER_JWT_SECRET_FILE",
        value_name = "FILE",
        conflicts_with = "jwt_secret"
    )]
    pub jwt_secret_file: Option<PathBuf>,

    /// Key that seals what people write: 32 bytes in base64 or hexadecimal; without it the
    /// database cannot be read
    #[arg(long, env = "NATTER_MASTER_KEY", value_name = "KEY", hide_env_values = true)]
    pub master_key: Option<Secret>,

    /// File that holds it [default: <data>/master.key, made on the first start]
    #[arg(
        long,
        env = "NATTER_MASTER_KEY_FILE",
        value_name = "FILE",
        conflicts_with = "master_key"
    )]
    pub master_key_file: Option<PathBuf>,

    /// How much memory the database's caches may take, in MiB
    #[arg(long, env = "NATTER_MEMORY_MIB", value_name = "MIB", default_value_t = 256,
        value_parser = clap::value_parser!(u32).range(16..=1_048_576))]
    pub memory_mib: u32,

    /// What is logged: off, error, warn, info, debug, trace, or a filter such as
    /// "info,natter=debug"
    #[arg(long, env = "NATTER_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,

    /// How it is logged
    #[arg(long, env = "NATTER_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,

    /// Who may sign up
    #[arg(long, env = "NATTER_SIGN_UP", value_name = "MODE", default_value = "open")]
    pub sign_up: SignUpMode,

    /// How many log-ins, sign-ups and recovery codes one address may try per minute; of sign-ups
    /// three times as many per hour
    #[arg(long, env = "NATTER_ATTEMPTS_PER_MINUTE", value_name = "NUMBER", default_value = "20")]
    pub attempts_per_minute: NonZeroU32,

    /// How many requests of any kind one address may keep up per second; twenty times as many at
    /// once
    #[arg(long, env = "NATTER_REQUESTS_PER_SECOND", value_name = "NUMBER", default_value = "100")]
    pub requests_per_second: NonZeroU32,

    /// How many messages one account may send per minute
    #[arg(long, env = "NATTER_MESSAGES_PER_MINUTE", value_name = "NUMBER", default_value = "300")]
    pub messages_per_minute: NonZeroU32,

    /// Address and port for Prometheus, which asks GET /metrics; best one that only it can reach
    /// [default: none]
    #[arg(long, env = "NATTER_METRICS_LISTEN", value_name = "ADDRESS")]
    pub metrics_listen: Option<SocketAddr>,

    /// How long after somebody's last tab closed they count as gone, in milliseconds
    #[arg(long, env = "NATTER_PRESENCE_GRACE_MS", value_name = "MS", default_value_t = 5_000)]
    pub presence_grace_ms: u64,

    /// Whether WebSockets are taken; without them browsers use server-sent events
    #[arg(long, env = "NATTER_WEBSOCKETS", default_value = "on")]
    pub websockets: Switch,

    /// Whether server-sent events stand in where WebSockets are blocked
    #[arg(long, env = "NATTER_SERVER_SENT_EVENTS", default_value = "on")]
    pub server_sent_events: Switch,

    /// Folder with the browser's files [default: site beside the program, else target/site]
    #[arg(long, env = "NATTER_SITE_ROOT", value_name = "FOLDER")]
    pub site_root: Option<PathBuf>,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl Settings {
    /// What the database is opened with.
    pub fn store_options(&self) -> StoreOptions {
        StoreOptions { url: self.database_url(), memory_mib: self.memory_mib }
    }

    /// What is logged. Whatever is asked for, the frames of the sockets are not: the crate that
    /// reads them logs each one whole at "trace", and people's words have no place in a log.
    ///
    /// # Errors
    /// What is wrong with the filter.
    pub fn log_filter(&self) -> Result<EnvFilter, String> {
        let filter = EnvFilter::try_new(format!("{QUIET_DATABASE},{}", self.log));
        let filter = filter.map_err(|error| format!("--log {}: {error}.", self.log))?;
        Ok(filter.add_directive("tungstenite=info".parse().expect("a directive")))
    }

    /// How long somebody without a connection still counts as there.
    pub fn presence_grace(&self) -> Duration {
        Duration::from_millis(self.presence_grace_ms)
    }

    /// Whether people come over https, as far as we are told.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(PublicUrl::is_https)
    }

    /// Where the browser's files are.
    pub fn site_folder(&self) -> PathBuf {
        let beside = || {
            let program = std::env::current_exe().ok()?;
            Some(program.parent()?.join("site")).filter(|folder| folder.is_dir())
        };
        self.site_root.clone().or_else(beside).unwrap_or_else(|| "target/site".into())
    }

    /// The folder of a database on disk; `None` if nothing is kept.
    pub fn database_folder(&self) -> Option<PathBuf> {
        self.database_url().strip_prefix(ON_DISK).map(PathBuf::from)
    }

    fn database_url(&self) -> String {
        let default = || format!("{ON_DISK}{}", self.data.join("database").display());
        self.database.clone().unwrap_or_else(default)
    }

    fn in_data(&self, name: &str) -> PathBuf {
        Path::new(&self.data).join(name)
    }
}

fn parse_database(url: &str) -> Result<String, String> {
    match url.strip_prefix(ON_DISK) {
        Some(path) if !path.is_empty() && !path.contains('?') => Ok(url.to_owned()),
        None if url == IN_MEMORY => Ok(url.to_owned()),
        _ => Err(format!("expected {ON_DISK}<path> or {IN_MEMORY}")),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_setting_is_documented_and_has_a_variable() {
        let command = Settings::command();
        command.clone().debug_assert();
        for arg in command.get_arguments() {
            assert!(arg.get_help().is_some(), "{} has no help", arg.get_id());
            let variable = arg.get_env().and_then(|name| name.to_str()).unwrap_or_default();
            assert!(variable.starts_with("NATTER_"), "{} has no variable", arg.get_id());
        }
    }

    #[test]
    fn the_demo_has_a_folder_of_its_own() {
        let data =
            |arguments: &[&str]| Settings::parse_from(["natter"].iter().chain(arguments)).data;
        assert_eq!(data(&[]), Path::new("./data"));
        assert_eq!(data(&["--demo"]), Path::new("./demo-data"));
        assert_eq!(data(&["--demo", "--data", "/srv/n"]), Path::new("/srv/n"));
    }

    #[test]
    fn secrets_do_not_print() {
        let arguments = ["natter", "--jwt-secret", "hush-hush", "--master-key", "hush-hush"];
        let printed = format!("{:?}", Settings::parse_from(arguments));
        assert!(printed.contains("***") && !printed.contains("hush"), "{printed}");
    }

    #[test]
    fn the_database_lies_in_the_data_folder_unless_it_is_put_elsewhere() {
        let url = |arguments: &[&str]| {
            let arguments = ["natter"].iter().chain(arguments);
            Settings::try_parse_from(arguments).map(|settings| settings.store_options().url)
        };
        assert_eq!(url(&["--data", "/srv/n"]).unwrap(), "surrealkv:///srv/n/database");
        assert_eq!(url(&["--database", "mem://"]).unwrap(), "mem://");
        for wrong in ["rocksdb://x", "surrealkv://", "surrealkv://x?sync=never", "memory"] {
            assert!(url(&["--database", wrong]).is_err(), "{wrong}");
        }
    }
}
