//! The command line: `natter` alone serves, `natter <command>` does one thing and ends.
//!
//! Each command has a file of its own here. It asks the running server, or works on the data folder
//! itself where none is running.

mod administer;
mod administer_arguments;
mod asking;
mod back_up;
mod backup_arguments;
mod failure;
mod offline;
mod printing;
mod progress;
mod restore;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use administer_arguments::{AdminArguments, AdminCommand};
pub use backup_arguments::{BackupArguments, KeyArguments, RestoreArguments};
pub use failure::Failure;

use crate::server::settings::Settings;

/// Natter: private conversations on your own server.
///
/// Without a command it serves. Every setting can be a flag or, in the environment or in a file
/// named .env in the working directory, the variable named beside it; a flag wins over the
/// environment, the environment over the file. Of a flag that is given twice the last counts.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "natter",
    version,
    max_term_width = 100,
    args_override_self = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    pub settings: Settings,

    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What `natter` does other than serve.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Manage accounts, invitations and sessions, and see what the server keeps
    Admin(AdminArguments),
    /// Put everything into one sealed file, while the server runs or not
    Backup(BackupArguments),
    /// Make a data folder of a backup
    Restore(RestoreArguments),
}

/// Carries out a command. What it has to say goes to the standard output; why it was not done, in
/// one sentence, to the standard error.
pub async fn run(command: Command, settings: Settings) -> ExitCode {
    let done = match command {
        Command::Admin(arguments) => administer::run(arguments, settings).await,
        Command::Backup(arguments) => back_up::run(arguments, settings).await,
        Command::Restore(arguments) => restore::run(arguments, settings).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("natter: {failure}");
            failure.exit_code()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(arguments: &[&str]) -> Cli {
        Cli::try_parse_from(["natter"].iter().chain(arguments)).unwrap()
    }

    #[test]
    fn without_a_command_it_serves() {
        Cli::command().debug_assert();
        assert!(parse(&[]).command.is_none());
        assert!(parse(&["--data", "/srv/n", "--data", "/srv/m"]).command.is_none());
    }

    #[test]
    fn every_command_and_argument_says_what_it_is() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} says nothing", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(check);
        }
        Cli::command().get_subcommands().for_each(check);
    }

    #[test]
    fn the_data_folder_can_be_named_before_the_command_and_after_it() {
        for arguments in [
            &["--data", "/srv/n", "admin", "list-users"][..],
            &["admin", "--data", "/srv/n", "list-users"],
            &["admin", "list-users", "--data", "/srv/n"],
            &["--data", "/srv/m", "admin", "list-users", "--data", "/srv/n"],
        ] {
            let Cli { settings, command } = parse(arguments);
            let Some(Command::Admin(arguments)) = command else { panic!("a command") };
            let data = arguments.data.unwrap_or(settings.data);
            assert_eq!(data, std::path::Path::new("/srv/n"));
        }
    }
}
