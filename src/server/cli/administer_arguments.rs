//! What can be typed after `natter admin`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::domain::SessionId;

const MORE: &str = "\
The commands ask the running server through <data>/admin.sock, which only the user that runs it (or \
root) can open; what they change is live at once. Where no server runs they work on the data folder \
itself. They take the server's settings, as flags before «admin» or from the environment; links begin \
with its --public-url.

Exit codes: 0 done; 1 refused, or a wrong command line; 2 neither server nor folder could be reached.";

/// `natter admin …`
#[derive(Clone, Debug, Args)]
#[command(after_help = MORE, disable_help_subcommand = true)]
pub struct AdminArguments {
    /// The server's data folder [default: as for the server]
    #[arg(long, value_name = "FOLDER", global = true)]
    pub data: Option<PathBuf>,

    /// Answer in JSON, one object a line, for programs
    #[arg(long, global = true)]
    pub json: bool,

    #[command(subcommand)]
    pub command: AdminCommand,
}

/// One thing to be done.
#[derive(Clone, Debug, Subcommand)]
pub enum AdminCommand {
    /// Make an account without a password, and print the link by which its owner chooses one
    CreateUser {
        /// The username
        username: String,
        /// The full name, as others will see it [default: the username]
        #[arg(long, value_name = "FULL NAME")]
        name: Option<String>,
    },
    /// List everybody with an account
    ListUsers,
    /// Print a link by which somebody chooses a new password: once, within 24 hours
    ResetLink {
        /// Whose
        username: String,
    },
    /// Shut somebody out: ends all their sessions, and lets them begin none
    Disable {
        /// Whom
        username: String,
    },
    /// Let somebody in again who was disabled
    Enable {
        /// Whom
        username: String,
    },
    /// Delete an account for good; what its owner wrote stays with the others
    DeleteUser {
        /// Whose
        username: String,
        /// Do not ask for the username again
        #[arg(long)]
        yes: bool,
    },
    /// Print a link by which people sign up, also where the server asks for an invitation
    Invite {
        /// How many people can sign up by it
        #[arg(long, value_name = "NUMBER", default_value_t = 1,
            value_parser = clap::value_parser!(u32).range(1..=10_000))]
        uses: u32,
        /// For how many days it is good
        #[arg(long, value_name = "NUMBER", default_value_t = 7,
            value_parser = clap::value_parser!(u32).range(1..=3_650))]
        days: u32,
    },
    /// List the browsers and programs that are signed in, or end some
    Sessions {
        /// Of this person only
        username: Option<String>,
        /// End the session with this id
        #[arg(long, value_name = "ID", conflicts_with = "username")]
        end: Option<SessionId>,
        /// End all sessions of this person
        #[arg(long, value_name = "USERNAME", conflicts_with_all = ["username", "end"])]
        end_all: Option<String>,
    },
    /// Say how much room everything takes, and how much there is of it
    Disk,
}
