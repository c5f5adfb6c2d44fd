//! What was typed into a form that was refused, kept for the page that it came from.
//!
//! A message of 4 000 characters is too much for a cookie, and nothing typed belongs into an
//! address, so the cookie carries an id only.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::{FormReturn, UserId};

/// The cookie that carries the id.
pub(super) const FORM_COOKIE: &str = "natter_form";
/// How long it is kept.
pub(super) const KEPT_SECS: u64 = 60;

const BYTES_MAX: usize = 4 * 1024 * 1024;
/// What an entry takes besides what was typed, roughly.
const ENTRY_BYTES: usize = 512;

/// Refused forms of the last minute, the oldest first; in bounded memory.
#[derive(Clone, Default)]
pub(super) struct FormReturns(Arc<Mutex<VecDeque<Kept>>>);

struct Kept {
    id: String,
    since: Instant,
    page: String,
    owner: Option<UserId>,
    form: FormReturn,
}

impl FormReturns {
    /// Keeps a form for the page at this path and, if it was somebody's, for nobody else. Returns
    /// the id to fetch it with.
    pub(super) fn keep(&self, page: &str, owner: Option<UserId>, form: FormReturn) -> String {
        let id = uuid::Uuid::new_v4().simple().to_string();
        let since = Instant::now();
        let kept = Kept { id: id.clone(), since, page: page.to_owned(), owner, form };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push_back(kept);
        let mut bytes: usize = all.iter().map(Kept::bytes).sum();
        while bytes > BYTES_MAX || all.front().is_some_and(Kept::is_over) {
            bytes -= all.pop_front().map_or(bytes, |oldest| oldest.bytes());
        }
        id
    }

    /// Fetches a form for good, for the page that is about to show it.
    pub(super) fn take(&self, id: &str, page: &str, reader: Option<UserId>) -> Option<FormReturn> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|kept| kept.id == id)?;
        let kept = &all[at];
        let theirs = kept.owner.is_none() || kept.owner == reader;
        if kept.page != page || !theirs || kept.is_over() {
            return None;
        }
        all.remove(at).map(|kept| kept.form)
    }
}

impl Kept {
    fn bytes(&self) -> usize {
        let typed = self.form.typed.iter().map(|(name, value)| name.len() + value.len());
        ENTRY_BYTES + self.page.len() + typed.sum::<usize>()
    }

    fn is_over(&self) -> bool {
        self.since.elapsed() > Duration::from_secs(KEPT_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ProblemCode;

    fn form(body: &str) -> FormReturn {
        FormReturn {
            action: "send_message".into(),
            problem: ProblemCode::TooLong.into(),
            typed: [("body".to_owned(), body.to_owned())].into(),
        }
    }

    #[test]
    fn a_form_comes_back_once_and_only_to_its_page_and_person() {
        let (returns, ana) = (FormReturns::default(), UserId::random());
        let id = returns.keep("/c/bo", Some(ana), form("hello"));
        assert_eq!(returns.take(&id, "/login", Some(ana)), None);
        assert_eq!(returns.take(&id, "/c/bo", None), None);
        assert_eq!(returns.take(&id, "/c/bo", Some(UserId::random())), None);
        assert_eq!(returns.take(&id, "/c/bo", Some(ana)), Some(form("hello")));
        assert_eq!(returns.take(&id, "/c/bo", Some(ana)), None);
    }

    #[test]
    fn a_flood_of_forms_displaces_the_oldest_and_not_the_server() {
        let returns = FormReturns::default();
        let large = "x".repeat(60_000);
        let ids: Vec<String> = (0..200).map(|_| returns.keep("/", None, form(&large))).collect();
        assert_eq!(returns.take(&ids[0], "/", None), None);
        assert!(returns.take(&ids[199], "/", None).is_some());
        let kept: usize = returns.0.lock().unwrap().iter().map(Kept::bytes).sum();
        assert!(kept <= BYTES_MAX);
    }
}
