//! The program: settings, log, then the server and a clean end, or one command.

#![recursion_limit = "256"]

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use natter::server::cli::{self, Cli};
use natter::server::settings::{LogFormat, Settings};
use natter::server::{App, admin, demo, http, metrics};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Queries to the database are worked out recursively.
const STACK_BYTES: usize = 10 * 1024 * 1024;
/// Whatever hangs, the program is gone by then: what was acknowledged is on disk already.
const GONE_WITHIN: Duration = Duration::from_millis(4_800);

fn main() -> ExitCode {
    match start() {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("natter: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<ExitCode, String> {
    read_env_file()?;
    let Cli { settings, command } = match Cli::try_parse() {
        Ok(typed) => typed,
        // The help is not an error; a wrong setting is one like any other.
        Err(said) => {
            let code = if said.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
            return said.print().map(|()| code).map_err(|error| error.to_string());
        }
    };
    start_log(&settings, command.is_some())?;
    bound_database_threads();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK_BYTES)
        .build()
        .map_err(|error| format!("Cannot start threads: {error}."))?;
    // On a thread with a stack as large as the others'.
    let run = runtime.spawn(async move {
        match command {
            Some(command) => Ok(cli::run(command, settings).await),
            None => run(settings).await.map(|()| ExitCode::SUCCESS),
        }
    });
    runtime.block_on(run).map_err(|error| format!("The program failed: {error}."))?
}

async fn run(settings: Settings) -> Result<(), String> {
    // Before anything is written: an address that is taken must leave no trace.
    let address = settings.listen;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!("Cannot listen on {address}: {error}. Choose another address with --listen.")
    })?;
    let watched = listen_for_metrics(&settings).await?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let is_demo = settings.demo;
    let mut told_to_stop = Box::pin(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
    });
    let app = tokio::select! {
        app = App::open(settings) => app.map_err(|error| error.to_string())?,
        () = &mut told_to_stop => return Ok(()),
    };
    if is_demo {
        prepare_demo(&app).await?;
    }
    if let Some(listener) = watched {
        tokio::spawn(http::serve_metrics(app.clone(), listener));
    }
    let shutdown = async move {
        told_to_stop.await;
        tracing::info!("stopping");
        std::thread::spawn(|| {
            std::thread::sleep(GONE_WITHIN);
            tracing::error!("stopping took too long");
            std::process::exit(0);
        });
    };
    match listener.local_addr() {
        Ok(address) => {
            admin::open_door(&app, address).await;
            tracing::info!("listening on http://{address}");
        }
        Err(error) => tracing::warn!(%error, "listening, but on which address?"),
    }
    let served = http::serve(app.clone(), listener, shutdown).await;
    app.close().await;
    tracing::info!("stopped");
    served.map_err(|error| format!("The server failed: {error}."))
}

/// Takes the address for Prometheus, if one is asked for, and begins to count.
async fn listen_for_metrics(settings: &Settings) -> Result<Option<TcpListener>, String> {
    let Some(address) = settings.metrics_listen else { return Ok(None) };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        format!(
            "Cannot listen on {address}: {error}. Choose another address with --metrics-listen."
        )
    })?;
    metrics::install()?;
    let address = listener.local_addr().unwrap_or(address);
    tracing::info!("metrics are at http://{address}/metrics");
    Ok(Some(listener))
}

async fn prepare_demo(app: &App) -> Result<(), String> {
    tracing::info!("making the demo's people and messages, which takes some seconds");
    demo::fill(app).await.map_err(|error| format!("The demo could not be made: {error}."))?;
    println!("Log in as any of these, with the password «{}»:", demo::PASSWORD);
    for person in demo::CAST {
        println!("  {:<12} {}", person.username, person.full_name);
    }
    Ok(())
}

/// Takes the settings in a file named `.env` here, if there is one, into the environment; what is
/// set there already stays.
fn read_env_file() -> Result<(), String> {
    match dotenvy::from_path(".env") {
        Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(dotenvy::Error::Io(error)) => Err(format!("The file .env cannot be read: {error}.")),
        // The error repeats the line, which may hold a secret.
        Err(_) => Err("The file .env is malformed: it must have lines NAME=value.".into()),
        Ok(()) => Ok(()),
    }
}

/// The database's own threads are as many as it would have on a large machine; four do for one disk.
fn bound_database_threads() {
    const THREADS: &str = "SURREAL_KVS_THREADPOOL_SIZE";
    if std::env::var_os(THREADS).is_none() {
        // SAFETY: nothing has started a thread yet that could read the environment meanwhile.
        unsafe { std::env::set_var(THREADS, "4") };
    }
}

/// A command answers for itself: of the log it shows warnings, unless more was asked for, and nothing
/// of what the database says, as its own sentence tells that.
fn start_log(settings: &Settings, is_command: bool) -> Result<(), String> {
    const USUAL: &str = "info";
    let mut settings = settings.clone();
    if is_command && settings.log == USUAL {
        "warn,surrealdb=off,surrealkv=off".clone_into(&mut settings.log);
    }
    let log = tracing_subscriber::fmt();
    let log = log.with_env_filter(settings.log_filter()?).with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => {
            log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init();
        }
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}
