//! How a tab lives: it writes, reads and looks as long as it is open, and comes back whenever it is cut
//! off.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use natter::domain::{ClientId, Seq, Token};
use natter::protocol::{ClientFrame, ServerFrame, close};
use rand::Rng;
use rand::rngs::SmallRng;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout_at};

use super::catch_up::CatchUp;
use super::flaw::{Check, Flaw};
use super::held::Held;
use super::outbox::Draft;
use super::person::Trouble;
use super::socket::{Heard, Socket};
use super::tab::{Phase, Tab};

/// How long to wait where the server asked to try again later.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// How often a quiet connection is asked whether it still is one, and how long nothing may be heard.
const PING_EVERY: Duration = Duration::from_millis(500);
const SILENT_AFTER: Duration = Duration::from_secs(3);
/// By then an ended session's connections are closed: a second, and what may be on the way.
const SESSION_OVER_WITHIN: Duration = Duration::from_secs(3);
/// A connection that is opened beside another lasts no longer.
const TWIN_FOR: Duration = Duration::from_secs(2);

impl Tab {
    /// Is open at this address until all is over.
    pub async fn live(
        self: Arc<Self>,
        address: String,
        mut phase: watch::Receiver<Phase>,
        mut chance: SmallRng,
    ) {
        let mut before: Option<Held> = None;
        while *phase.borrow() != Phase::Over {
            let odd = self.habits.odd_resumes && *phase.borrow() == Phase::Writing;
            let mut token = self.held().token.clone();
            match chance.random_range(0..20) {
                // A tab that slept, as it was then.
                0 if odd => {
                    if let Some(before) = &before {
                        *self.held() = before.clone();
                        token.clone_from(&before.token);
                    }
                }
                // An older token than what is held.
                1 | 2 if odd => token = before.as_ref().and_then(|held| held.token.clone()),
                // Twice at once.
                3 | 4 if odd => {
                    let twin = self.held().clone();
                    tokio::spawn(self.clone().be_twin(address.clone(), token.clone(), twin));
                }
                5..8 => before = Some(self.held().clone()),
                _ => {}
            }
            let open = self.open(&address, token, &mut phase, &mut chance).await;
            self.live.send_replace(false);
            self.resumes.send_modify(|count| *count += 1);
            if open.is_err() && *phase.borrow() != Phase::Over {
                sleep(Duration::from_millis(chance.random_range(5..40))).await;
            }
        }
    }

    /// One connection, from hello to its end.
    async fn open(
        self: &Arc<Self>,
        address: &str,
        token: Option<Token>,
        phase: &mut watch::Receiver<Phase>,
        chance: &mut SmallRng,
    ) -> Result<(), Trouble> {
        let session = self.person.session();
        let mut socket = session.connect(address, token, self.conversations()).await?;
        let mut catch_up = CatchUp::new(&self.person, address, &self.friends, &self.held);
        let drafts: Vec<Draft> = self.outbox().waiting.iter().cloned().collect();
        if let Some(draft) = drafts.first().filter(|_| chance.random_range(0..10) == 0) {
            self.send_by_another_door(address, draft.clone(), chance.random());
        }
        send_again(&mut socket, &drafts).await?;
        let (mut again_at, mut heard_at) = (None, Instant::now());
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut write_at = Instant::now();
        loop {
            let writes = *phase.borrow() == Phase::Writing
                && again_at.is_none()
                && self.outbox().waiting.len() < self.habits.window;
            tokio::select! {
                heard = socket.hear() => {
                    heard_at = Instant::now();
                    let frame = match heard {
                        Heard::Frame(frame) => *frame,
                        Heard::Nonsense(text) => {
                            self.note(Err(Flaw::new(Check::Refused, format!("not a frame: {text}"))));
                            return Ok(());
                        }
                        Heard::Closed(code) => {
                            if code == Some(close::BAD_HELLO) {
                                self.note(Err(Flaw::new(Check::Refused, "a hello was refused")));
                            }
                            return Ok(());
                        }
                    };
                    if session.ended_for().is_some_and(|ended| ended > SESSION_OVER_WITHIN) {
                        self.note(Err(Flaw::new(Check::Session, "a connection outlived its session")));
                    }
                    self.take(&mut catch_up, &frame, &mut again_at).await?;
                }
                () = sleep_until(again_at.unwrap_or_else(Instant::now)), if again_at.is_some() => {
                    again_at = None;
                    let drafts: Vec<Draft> = self.outbox().waiting.iter().cloned().collect();
                    send_again(&mut socket, &drafts).await?;
                }
                () = sleep_until(write_at), if writes => {
                    if let Some(draft) = self.outbox().choose_to_take_back(chance) {
                        self.take_back(address, draft);
                    }
                    let command = self.next_command(chance);
                    socket.say(&command).await?;
                    write_at = Instant::now() + self.habits.pace.mul_f64(chance.random_range(0.5..1.5));
                }
                _ = ping.tick() => {
                    if heard_at.elapsed() > SILENT_AFTER {
                        return Ok(());
                    }
                    socket.say(&ClientFrame::Ping).await?;
                    if *phase.borrow() == Phase::Calm {
                        self.ask_again_for_what_was_taken_back(address);
                    }
                }
                changed = phase.changed() => {
                    changed?;
                    if *phase.borrow() == Phase::Over {
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn take(
        &self,
        catch_up: &mut CatchUp<'_>,
        frame: &ServerFrame,
        again_at: &mut Option<Instant>,
    ) -> Result<(), Trouble> {
        match frame {
            ServerFrame::SendRefused { problem, .. } | ServerFrame::CommandRefused { problem } => {
                if problem.code.is_retryable() {
                    self.outbox().refused += 1;
                    *again_at = Some(Instant::now() + AGAIN_AFTER);
                } else {
                    self.note(Err(Flaw::new(Check::Refused, problem.to_string())));
                }
            }
            frame => {
                let heard = self.outbox().hear(frame);
                self.note(heard);
                let taken = catch_up.take(frame).await?;
                self.note(taken);
                if !catch_up.is_done || !*self.live.borrow() {
                    self.find_released();
                }
                self.live.send_replace(catch_up.is_done);
            }
        }
        Ok(())
    }

    /// What waited for somebody Busy may have been released while this tab was cut off.
    fn find_released(&self) {
        let (held, mut outbox) = (self.held(), self.outbox());
        let waiting: HashSet<ClientId> = outbox.held.iter().map(|draft| draft.client_id).collect();
        let messages = held.threads.values().flat_map(|thread| &thread.messages);
        for message in messages.filter(|message| waiting.contains(&message.client_id)) {
            let heard = outbox.hear_sent(message);
            self.note(heard);
        }
    }

    /// Mostly a new message; sometimes one that was acknowledged, once more; sometimes a look at what
    /// is there, or at what is not.
    fn next_command(&self, chance: &mut SmallRng) -> ClientFrame {
        let (conversation, _) = &self.friends[chance.random_range(0..self.friends.len())];
        let last = self.held().last(conversation);
        let mut outbox = self.outbox();
        match chance.random_range(0..100) {
            0..5 if !outbox.acknowledged.is_empty() => {
                let count = outbox.acknowledged.len();
                let place = count - 1 - chance.random_range(0..count.min(50));
                outbox.acknowledged[place].draft.command()
            }
            // Before its first message there is no conversation.
            5..8 if last > 0 => {
                let conversation = conversation.clone();
                ClientFrame::MarkDelivered { conversation, seq: Seq(last) }
            }
            8..20 if last > 0 => {
                let seq = match chance.random_range(0..10) {
                    0 => last + 1_000,
                    1 => last / 2,
                    _ => last,
                };
                outbox.mark(conversation.clone(), Seq(seq))
            }
            rest => {
                let filler = if rest < 25 { chance.random_range(0..3_000) } else { 0 };
                outbox.write(&self.name, conversation.clone(), filler)
            }
        }
    }

    /// Asks for a message back that waits for somebody Busy.
    fn take_back(self: &Arc<Self>, address: &str, draft: Draft) {
        let (tab, address) = (self.clone(), address.to_owned());
        tokio::spawn(async move {
            let Draft { conversation, client_id, .. } = draft;
            // It may be cut off: then it is asked again when it is calm.
            if let Ok(frame) = tab.person.take_back(&address, &conversation, client_id).await {
                let heard = tab.outbox().hear(&frame);
                tab.note(heard);
            }
        });
    }

    fn ask_again_for_what_was_taken_back(self: &Arc<Self>, address: &str) {
        let asked = self.outbox().list_asked_back();
        asked.into_iter().for_each(|draft| self.take_back(address, draft));
    }

    /// The same message over HTTP, at the same time: as programs do, or as pages do.
    fn send_by_another_door(&self, address: &str, draft: Draft, as_program: bool) {
        let (person, address) = (self.person.clone(), address.to_owned());
        tokio::spawn(async move {
            let Draft { conversation, client_id, body, .. } = draft;
            // It may be cut off, too.
            let _ = match as_program {
                true => person.send_by_rest(&address, &conversation, client_id, &body).await,
                false => person.send(&address, &conversation, client_id, &body).await.map(drop),
            };
        });
    }

    /// Resumes with the same token from the same state, and only listens, until it is cut off.
    async fn be_twin(self: Arc<Self>, address: String, token: Option<Token>, held: Held) {
        let held = Mutex::new(held);
        let until = Instant::now() + TWIN_FOR;
        let session = self.person.session();
        let opening = session.connect(&address, token, self.conversations());
        let Ok(mut socket) = opening.await else { return };
        let mut catch_up = CatchUp::new(&self.person, &address, &self.friends, &held);
        while let Ok(Some(frame)) = timeout_at(until, socket.next()).await {
            let Ok(result) = catch_up.take(&frame).await else { return };
            if result.is_err() {
                return self.note(result);
            }
        }
    }
}

/// Everything without an answer, in order, under the ids that it had.
async fn send_again(socket: &mut Socket, drafts: &[Draft]) -> Result<(), Trouble> {
    for draft in drafts {
        socket.say(&draft.command()).await?;
    }
    Ok(())
}
