//! The real program is killed again and again while people write.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use natter::domain::{ClientId, ConversationId, Message, Overview, Seq, UserId};
use natter::protocol::{ClientFrame, PROTOCOL_VERSION, ServerFrame};
use reqwest::header::{ACCEPT, COOKIE, ORIGIN, SET_COOKIE};
use tempfile::TempDir;
use tokio::time::{interval, sleep};

use crate::harness::{Heard, Program, Socket};
use crate::secrecy::files_with;
use crate::visitor::sign_up_form;

const ROUNDS: usize = 20;
/// So many messages of one tab may wait for their acknowledgement.
const WINDOW: usize = 8;
/// A tab writes one each; less than what a connection may keep up.
const PACE: Duration = Duration::from_millis(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_kill_loses_doubles_or_reorders_what_was_acknowledged() {
    let home = TempDir::new().unwrap();
    let marker = format!("marker-{}", UserId::random());
    let mut program = Program::start(home.path());
    let (ana, bo) = (sign_up(&program, "ana").await, sign_up(&program, "bo").await);
    let conversation = ConversationId::of_pair(ana.1, bo.1);
    let tabs = [("a", &ana), ("b", &ana), ("c", &bo)];
    let mut tabs: Vec<Tab> = tabs
        .map(|(name, (cookie, _))| Tab {
            cookie: cookie.clone(),
            prefix: format!("{marker} {name}"),
            conversation: conversation.clone(),
            written: 0,
            waiting: VecDeque::new(),
            acknowledged: vec![],
        })
        .into();
    let mut log = String::new();
    let started = Instant::now();
    for _ in 0..ROUNDS {
        let writing = tabs.into_iter().map(|mut tab| {
            let address = program.address.clone();
            tokio::spawn(async move {
                tab.write(&address, usize::MAX).await;
                tab
            })
        });
        let writing: Vec<_> = writing.collect();
        sleep(Duration::from_millis(20 + ClientId::random().as_uuid().as_u64_pair().0 % 350)).await;
        log.push_str(&program.kill());
        let back = futures::future::join_all(writing).await;
        tabs = back.into_iter().map(Result::unwrap).collect();
        program = Program::start(home.path());
    }
    // What was not acknowledged is sent again, and then a few more.
    for tab in &mut tabs {
        tab.write(&program.address, tab.acknowledged.len() + tab.waiting.len() + 5).await;
    }

    let history = history(&program, &ana.0, &conversation).await;
    let seqs: Vec<u64> = history.iter().map(|message| message.seq.0).collect();
    assert_eq!(seqs, (1..=history.len() as u64).collect::<Vec<_>>(), "dense, in one order");
    let ids: HashSet<_> = history.iter().map(|message| message.client_id).collect();
    assert_eq!(ids.len(), history.len(), "each message once");
    let by_seq: BTreeMap<Seq, &Message> = history.iter().map(|m| (m.seq, m)).collect();
    let mut acknowledged = 0;
    for tab in &tabs {
        assert!(tab.acknowledged.is_sorted_by_key(|(seq, ..)| *seq), "each tab's own order");
        for (seq, client_id, body) in &tab.acknowledged {
            let message = by_seq.get(seq).unwrap_or_else(|| panic!("{seq:?} is lost"));
            assert_eq!((message.client_id, message.body.as_str()), (*client_id, body.as_str()));
        }
        acknowledged += tab.acknowledged.len();
    }
    assert_eq!(acknowledged, history.len(), "nothing is there that nobody sent");
    assert!(acknowledged > ROUNDS * 10, "only {acknowledged} messages");
    println!("{ROUNDS} kills, {acknowledged} messages, {:?}", started.elapsed());

    assert_eq!(files_with(home.path(), &marker), [""; 0]);
    log.push_str(&program.kill());
    assert!(log.contains("listening") && !log.contains(&marker));
    assert_eq!(files_with(home.path(), &marker), [""; 0]);
}

/// A tab that writes as long as it can, and goes on where it was when the server is back.
struct Tab {
    cookie: String,
    prefix: String,
    conversation: ConversationId,
    written: usize,
    /// Sent, and not acknowledged yet; in order.
    waiting: VecDeque<(ClientId, String)>,
    acknowledged: Vec<(Seq, ClientId, String)>,
}

impl Tab {
    /// Writes until the server is gone or `enough` messages are acknowledged.
    async fn write(&mut self, address: &str, enough: usize) {
        let origin = format!("http://{address}");
        let headers = [("cookie", self.cookie.clone()), ("origin", origin)];
        let Ok(mut socket) = Socket::open(address, &headers).await else { return };
        socket
            .send(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token: None, holds: vec![] })
            .await;
        for (client_id, body) in &self.waiting {
            socket.send_message(&self.conversation, *client_id, body).await;
        }
        let mut pace = interval(PACE);
        while self.acknowledged.len() < enough {
            tokio::select! {
                heard = socket.next() => match heard {
                    Heard::Frame(frame) => self.hear(frame),
                    Heard::Closed(_) => return,
                },
                _ = pace.tick(), if self.waiting.len() < WINDOW
                    && self.acknowledged.len() + self.waiting.len() < enough =>
                {
                    self.written += 1;
                    let (client_id, body) = (ClientId::random(), format!("{} {}", self.prefix, self.written));
                    socket.send_message(&self.conversation, client_id, &body).await;
                    self.waiting.push_back((client_id, body));
                }
            }
        }
    }

    fn hear(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::MessageSent { message, .. } => {
                let mine = |(client_id, _): &(ClientId, String)| *client_id == message.client_id;
                if let Some(index) = self.waiting.iter().position(mine) {
                    assert_eq!(index, 0, "acknowledged in the order of sending");
                    let (client_id, body) = self.waiting.pop_front().unwrap();
                    self.acknowledged.push((message.seq, client_id, body));
                }
            }
            ServerFrame::SendRefused { problem, .. } => panic!("{problem}"),
            _ => {}
        }
    }
}

/// Signs somebody up; their cookie and id.
async fn sign_up(program: &Program, username: &str) -> (String, UserId) {
    let form = sign_up_form(username);
    let request = post(program, "sign_up").form(&form);
    let response = request.send().await.unwrap().error_for_status().unwrap();
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap();
    let cookie = cookie.to_owned();
    let request = post(program, "get_overview").header(COOKIE, &cookie).form(&[("offset", "0")]);
    let overview: Overview = request.send().await.unwrap().json().await.unwrap();
    (cookie, overview.me.id)
}

/// All messages of a conversation.
async fn history(program: &Program, cookie: &str, id: &ConversationId) -> Vec<Message> {
    let mut all: Vec<Message> = vec![];
    let mut before = u64::MAX;
    while before > 1 {
        let fields = [("conversation", id.to_string()), ("before", before.to_string())];
        let request = post(program, "page_messages").header(COOKIE, cookie).form(&fields);
        let mut page: Vec<Message> = request.send().await.unwrap().json().await.unwrap();
        before = page.first().expect("there are older ones").seq.0;
        page.append(&mut all);
        all = page;
    }
    all
}

fn post(program: &Program, function: &str) -> reqwest::RequestBuilder {
    let origin = format!("http://{}", program.address);
    let request = reqwest::Client::new().post(format!("{origin}/api/{function}"));
    request.header(ORIGIN, origin).header(ACCEPT, "application/json")
}
