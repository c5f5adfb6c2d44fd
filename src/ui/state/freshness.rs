//! How far the tab has everything that concerns its person.

use crate::domain::Token;

/// Guards the token: it may only say what is true. While something is owed (pages to be fetched
/// after a break), facts do not move it; a break in between then starts again from where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Freshness {
    token: Token,
    /// Between `Welcome` and the end of the connection.
    connected: bool,
    /// The newest fact of this connection.
    heard: Option<Token>,
    /// The oldest page since something is owed.
    paid: Option<Token>,
    /// Where the part of the sidebar begins that has to be fetched anew.
    contacts_owed: Option<usize>,
    view_owed: bool,
}

impl Freshness {
    pub fn new(token: Token) -> Self {
        Self {
            token,
            connected: false,
            heard: None,
            paid: None,
            contacts_owed: None,
            view_owed: false,
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

    pub fn owes_nothing(&self) -> bool {
        self.contacts_owed.is_none() && !self.view_owed
    }

    /// Whether nothing should be missing: facts may be taken to follow one another.
    pub fn is_unbroken(&self) -> bool {
        self.connected && self.owes_nothing()
    }

    pub fn connected(&mut self, token: &Token) {
        self.connected = true;
        if self.owes_nothing() {
            self.token.advance(token);
        }
        self.settle();
    }

    pub fn disconnected(&mut self) {
        self.connected = false;
        self.heard = None;
    }

    pub fn hear(&mut self, token: &Token) {
        match &mut self.heard {
            Some(heard) => heard.advance(token),
            None => self.heard = Some(token.clone()),
        }
        self.settle();
    }

    /// A page that came with the rendered page or is being looked at without a connection may be
    /// older than what is known otherwise.
    pub fn opened_with(&mut self, token: &Token) {
        if !self.connected && self.owes_nothing() {
            self.token = older(self.token.clone(), token);
        }
    }

    /// Everything on screen has to be fetched anew.
    pub fn owe(&mut self, view: bool) {
        self.paid = None;
        self.contacts_owed = Some(0);
        self.view_owed = view;
    }

    /// Contacts up to an offset have been fetched; `None` as next offset: all that are shown.
    pub fn pay_contacts(&mut self, from: usize, next: Option<usize>, token: Option<&Token>) {
        if self.contacts_owed.is_some_and(|owed| from <= owed) {
            self.contacts_owed = next;
            token.into_iter().for_each(|token| self.note_paid(token));
            self.settle();
        }
    }

    /// The open conversation has been fetched; `None`: it is not open any more.
    pub fn pay_view(&mut self, token: Option<&Token>) {
        if self.view_owed {
            self.view_owed = false;
            token.into_iter().for_each(|token| self.note_paid(token));
            self.settle();
        }
    }

    fn note_paid(&mut self, token: &Token) {
        self.paid = Some(match self.paid.take() {
            Some(paid) => older(paid, token),
            None => token.clone(),
        });
    }

    fn settle(&mut self) {
        if self.owes_nothing() {
            self.paid.take().into_iter().for_each(|paid| self.token.advance(&paid));
            if self.connected {
                self.heard.take().into_iter().for_each(|heard| self.token.advance(&heard));
            }
        }
    }
}

/// The older of two tokens; of tokens of different epochs the first, which the server then refuses.
fn older(one: Token, other: &Token) -> Token {
    if one.epoch == other.epoch && other.number < one.number { other.clone() } else { one }
}
