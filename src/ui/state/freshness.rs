//! How far the tab has everything that concerns its person.

use crate::domain::Token;

/// Guards the token: it may only say what is true. While something is owed (pages to be fetched
/// after a break), facts do not move it; another break then starts again from where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Freshness {
    token: Token,
    /// Between `Welcome` and the end of the connection.
    connected: bool,
    /// The newest fact of this connection.
    heard: Option<Token>,
    /// From here on everything is heard; older pages may lack what was missed before.
    since: Option<Token>,
    /// The oldest page since something is owed.
    paid: Option<Token>,
    /// Where the part of the sidebar begins that has to be fetched anew.
    contacts_owed: Option<usize>,
    view_owed: bool,
    /// Pieces of what was missed are still to come; after another break, those of the next connection.
    catching_up: bool,
}

impl Freshness {
    pub fn new(token: Token) -> Self {
        Self {
            token,
            connected: false,
            heard: None,
            since: None,
            paid: None,
            contacts_owed: None,
            view_owed: false,
            catching_up: false,
        }
    }

    /// Everything up to here is known.
    pub fn token(&self) -> &Token {
        &self.token
    }

    pub fn contacts_owed(&self) -> Option<usize> {
        self.contacts_owed
    }

    pub fn view_owed(&self) -> bool {
        self.view_owed
    }

    /// Whether nothing should be missing: facts may be taken to follow one another.
    pub fn is_unbroken(&self) -> bool {
        self.connected && self.owes_nothing()
    }

    /// `Welcome` came, after whatever it made owed.
    pub fn connected(&mut self, token: &Token) {
        self.connected = true;
        self.since = Some(token.clone());
        if self.owes_nothing() {
            self.token.advance(token);
        }
        self.settle();
    }

    pub fn disconnected(&mut self) {
        self.connected = false;
        self.heard = None;
    }

    /// What was missed follows in pieces, or nothing was; to be said before `connected`.
    pub fn catch_up(&mut self, pieces_follow: bool) {
        self.catching_up = pieces_follow;
        self.paid = None;
    }

    /// The last piece came: everything up to here is known.
    pub fn caught_up(&mut self, token: &Token) {
        if std::mem::take(&mut self.catching_up) {
            self.note_paid(token);
        }
    }

    /// Whether pieces are on their way.
    pub fn is_catching_up(&self) -> bool {
        self.connected && self.catching_up
    }

    pub fn hear(&mut self, token: &Token) {
        match &mut self.heard {
            Some(heard) => heard.advance(token),
            None => self.heard = Some(token.clone()),
        }
        self.settle();
    }

    /// A conversation was put on screen. Before the first connection the hello has to ask from the
    /// oldest page on; on a connection, or while something is owed since one, a page from before it is
    /// fetched again.
    pub fn opened_with(&mut self, token: &Token) {
        if self.connected || !self.owes_nothing() {
            self.view_owed = !self.is_new_enough(token);
        } else {
            self.token = older(self.token.clone(), token);
        }
    }

    /// Everything on screen has to be fetched anew, not older than `since`.
    pub fn owe(&mut self, view: bool, since: &Token) {
        self.paid = None;
        self.catching_up = false;
        self.since = Some(since.clone());
        self.contacts_owed = Some(0);
        self.view_owed = view;
    }

    /// The open conversation has to be fetched anew, not older than `since`.
    pub fn owe_view(&mut self, since: &Token) {
        match &mut self.since {
            Some(known) => known.advance(since),
            None => self.since = Some(since.clone()),
        }
        self.paid = None;
        self.view_owed = true;
    }

    /// The beginning of the sidebar has been fetched; `next`: where what is listed goes on.
    pub fn pay_overview(&mut self, from: usize, next: Option<usize>, token: &Token) {
        if from == 0 && self.contacts_owed.is_some() && self.is_new_enough(token) {
            self.contacts_owed = next;
            self.note_paid(token);
        }
    }

    /// A later part has been fetched, after the beginning.
    pub fn pay_contacts(&mut self, from: usize, next: Option<usize>, token: &Token) {
        let is_due = self.contacts_owed.is_some_and(|owed| 0 < from && from <= owed);
        if is_due && self.is_new_enough(token) {
            self.contacts_owed = next;
            self.note_paid(token);
        }
    }

    /// The open conversation has been fetched.
    pub fn pay_view(&mut self, token: &Token) {
        if self.view_owed && self.is_new_enough(token) {
            self.view_owed = false;
            self.note_paid(token);
        }
    }

    /// Nothing is open any more.
    pub fn forgo_view(&mut self) {
        self.view_owed = false;
        self.settle();
    }

    fn owes_nothing(&self) -> bool {
        self.contacts_owed.is_none() && !self.view_owed && !self.catching_up
    }

    fn is_new_enough(&self, page: &Token) -> bool {
        let since = self.since.as_ref();
        since.is_none_or(|since| page.epoch == since.epoch && since.number <= page.number)
    }

    fn note_paid(&mut self, token: &Token) {
        self.paid = Some(match self.paid.take() {
            Some(paid) => older(paid, token),
            None => token.clone(),
        });
        self.settle();
    }

    fn settle(&mut self) {
        if !self.owes_nothing() {
            return;
        }
        if let Some(paid) = self.paid.take() {
            // A page may be ahead of the facts. Those that are in it and yet to come may be about what
            // is not in it.
            let known = self.heard.as_ref().or(self.since.as_ref());
            self.token
                .advance(&known.map_or_else(|| paid.clone(), |known| older(paid.clone(), known)));
        }
        if let Some(heard) = self.heard.take_if(|_| self.connected) {
            self.token.advance(&heard);
        }
    }
}

/// The older of two tokens; of tokens of different epochs the first, which the server then refuses.
fn older(one: Token, other: &Token) -> Token {
    if one.epoch == other.epoch && other.number < one.number { other.clone() } else { one }
}
