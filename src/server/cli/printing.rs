//! What came of a command, for people or for programs.

use super::table::table;
use crate::server::admin::{Answer, Command, DiskUsage, Link, ListedSession, ListedUser};

/// The text to print; with `json` one object a line.
pub(super) fn print(command: &Command, answers: &[Answer], json: bool) -> String {
    if json {
        return answers.iter().filter_map(json_line).map(|line| line + "\n").collect();
    }
    match command {
        Command::ListUsers {} => users(answers),
        Command::ListSessions { .. } => sessions(answers),
        Command::SetDisabled { username, disabled: true } => {
            format!("«{username}» is shut out, and all their sessions have ended.\n")
        }
        Command::SetDisabled { username, disabled: false } => {
            format!("«{username}» can log in again.\n")
        }
        Command::DeleteUser { username } => {
            format!("The account of «{username}» is deleted. What its owner wrote stays.\n")
        }
        _ => answers.iter().map(|answer| one(command, answer)).collect(),
    }
}

/// What is in the answer, without its name.
fn json_line(answer: &Answer) -> Option<String> {
    let inner = match answer {
        Answer::User(user) => serde_json::to_string(user),
        Answer::Session(session) => serde_json::to_string(session),
        Answer::Link(link) => serde_json::to_string(link),
        Answer::Disk(usage) => serde_json::to_string(usage),
        Answer::Ended { sessions } => Ok(format!("{{\"sessions\":{sessions}}}")),
        Answer::Refused(_) | Answer::Done {} => return None,
    };
    inner.ok()
}

fn one(command: &Command, answer: &Answer) -> String {
    match answer {
        Answer::Link(found) => link(command, found),
        Answer::Disk(usage) => disk(usage),
        Answer::Ended { sessions: 1 } => "One session has ended.\n".into(),
        Answer::Ended { sessions } => format!("{sessions} sessions have ended.\n"),
        _ => String::new(),
    }
}

fn users(answers: &[Answer]) -> String {
    let row = |user: &ListedUser| {
        vec![
            user.username.clone(),
            user.full_name.clone(),
            user.email.clone().unwrap_or_else(|| "-".into()),
            moment(&user.created_at),
            match &user.last_seen {
                _ if user.online => "now".into(),
                Some(at) => moment(at),
                None => "never".into(),
            },
            state(user),
            user.sessions.to_string(),
        ]
    };
    let rows = answers.iter().filter_map(|answer| match answer {
        Answer::User(user) => Some(row(user)),
        _ => None,
    });
    let head = ["USERNAME", "NAME", "E-MAIL", "CREATED", "LAST SEEN", "STATUS", "SESSIONS"];
    table_or(&head, rows.collect(), "Nobody has an account here yet.\n")
}

fn state(user: &ListedUser) -> String {
    match &user.busy_until {
        _ if user.disabled => "disabled".into(),
        _ if !user.has_password => "no password yet".into(),
        Some(until) => format!("busy until {}", moment(until)),
        None => user.status.clone(),
    }
}

fn sessions(answers: &[Answer]) -> String {
    let row = |session: &ListedSession| {
        vec![
            session.id.to_string(),
            session.username.clone(),
            match &session.name {
                Some(name) => format!("token «{name}» ({})", session.scope),
                None => session.user_agent.clone(),
            },
            moment(&session.created_at),
            if session.connected { "now".into() } else { moment(&session.last_used) },
            moment(&session.expires_at),
        ]
    };
    let rows = answers.iter().filter_map(|answer| match answer {
        Answer::Session(session) => Some(row(session)),
        _ => None,
    });
    let head = ["ID", "USERNAME", "BROWSER OR PROGRAM", "BEGUN", "LAST USED", "ENDS"];
    table_or(&head, rows.collect(), "Nobody is signed in.\n")
}

fn table_or(head: &[&str], rows: Vec<Vec<String>>, none: &str) -> String {
    if rows.is_empty() { none.into() } else { table(head, &rows) }
}

fn link(command: &Command, link: &Link) -> String {
    let until = moment(&link.expires_at);
    let what = match command {
        Command::CreateUser { username, .. } => {
            format!("The account of «{username}» is made. Its owner chooses a password here, once,")
        }
        Command::MakeReset { username } => {
            format!("«{username}» can choose a new password here, once,")
        }
        _ if link.uses == 1 => "One person can sign up here,".into(),
        _ => format!("{} people can sign up here,", link.uses),
    };
    let hint = match link.is_public {
        true => "",
        false => "\nFor links that others can follow, give --public-url.\n",
    };
    format!("{what} until {until}:\n\n  {}\n{hint}", link.url)
}

fn disk(usage: &DiskUsage) -> String {
    let part = |name: &str, bytes: u64| vec![name.to_owned(), size(bytes)];
    let mut rows: Vec<_> = usage.parts.iter().map(|one| part(&one.name, one.bytes)).collect();
    rows.push(part("together", usage.parts.iter().map(|one| one.bytes).sum()));
    let of_disk = format!("{} of {}", size(usage.free_bytes), size(usage.total_bytes));
    rows.push(vec!["free on this disk".into(), of_disk]);
    let counts = usage.rows.iter().map(|row| vec![row.name.clone(), row.count.to_string()]);
    let counts = table(&["IN THE DATABASE", "COUNT"], &counts.collect::<Vec<_>>());
    format!("{}\n\n{}\n{counts}", usage.folder, table(&["PART", "SIZE"], &rows))
}

/// In the unit in which it is below a thousand.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    let mut size = bytes as f64 / 1_000.0;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1_000.0;
        unit += 1;
    }
    if size < 10.0 {
        format!("{size:.1} {}", UNITS[unit])
    } else {
        format!("{size:.0} {}", UNITS[unit])
    }
}

/// `2026-11-21T20:23:04Z`, for people.
fn moment(rfc_3339: &str) -> String {
    match (rfc_3339.get(..10), rfc_3339.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time} UTC"),
        _ => rfc_3339.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        assert_eq!(size(0), "0.0 kB");
        assert_eq!(size(9_940), "9.9 kB");
        assert_eq!(size(999_499), "999 kB");
        assert_eq!(size(999_600), "1.0 MB");
        assert_eq!(size(123_456_789_000), "123 GB");
        assert_eq!(moment("2026-11-21T20:23:04Z"), "2026-11-21 20:23 UTC");
    }

    #[test]
    fn programs_get_one_object_a_line() {
        let answers = [Answer::Ended { sessions: 2 }, Answer::Ended { sessions: 1 }];
        let text = print(&Command::ListUsers {}, &answers, true);
        assert_eq!(text, "{\"sessions\":2}\n{\"sessions\":1}\n");
    }
}
