//! How many messages become durable, and how long that takes.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use natter::domain::{ClientId, ConversationId, UserId};
use natter::protocol::{ClientFrame, ServerFrame};
use tokio::time::{Instant as Tick, MissedTickBehavior, interval_at, sleep_until, timeout_at};

use super::coming_back;
use super::person::{Person, Trouble};
use super::program::Launch;
use super::socket::Socket;

const PAIRS: usize = 50;
/// At saturation there are more of them, and all write, so that nobody comes to what one connection
/// may ask for in a second.
const PAIRS_AT_MOST: usize = 250;
/// At saturation, so many messages of each person are under way.
const WINDOW: usize = 2;
/// Answers that take longer than this after the last message are not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Two people. At a given rate the second only listens.
struct Pair {
    sender: Person,
    receiver: Person,
    conversation: ConversationId,
}

/// Latencies in microseconds, from the time at which a message was due.
struct Latencies {
    acknowledged: Histogram<u64>,
    arrived: Histogram<u64>,
    due: u64,
}

impl Latencies {
    fn new() -> Result<Self, Trouble> {
        let (acknowledged, arrived) = (Histogram::new(3)?, Histogram::new(3)?);
        Ok(Self { acknowledged, arrived, due: 0 })
    }
}

/// Measures each rate in turn, then as many as it takes. Prints a table.
///
/// # Errors
/// Whatever kept it from measuring.
pub async fn run(program: &Path, rates: &[u64], secs: u64) -> Result<(), Trouble> {
    let folder = tempfile::TempDir::new()?;
    let server = Launch::new(program).start(&folder.path().join("data"))?;
    let mut pairs = vec![];
    for number in 0..PAIRS_AT_MOST {
        let sender = Person::sign_up(&server.address, &format!("sender{number}")).await?;
        let receiver = Person::sign_up(&server.address, &format!("receiver{number}")).await?;
        let conversation = ConversationId::of_pair(sender.id, receiver.id);
        pairs.push(Pair { sender, receiver, conversation });
    }
    println!(
        "latency in ms, p50 / p99      acknowledged         at the other     one fsync        processor, each"
    );
    for &rate in rates {
        let floor = measure_sync(folder.path())?;
        let before = server.processor_time()?;
        let all = at_rate(&server.address, &pairs[..PAIRS], rate, secs).await?;
        let used = server.processor_time()? - before;
        let pair = |h: &Histogram<u64>| format!("{:>7} / {:<7}", ms(h, 0.5), ms(h, 0.99));
        println!(
            "{rate:>6}/s, {:>6} of {:<6}     {}   {}   {}   {:>6} µs",
            all.arrived.len(),
            all.due,
            pair(&all.acknowledged),
            pair(&all.arrived),
            pair(&floor),
            each(used, all.due)
        );
    }
    let commits = async || -> Result<u64, Trouble> {
        Ok(pairs[0].sender.overview(&server.address).await?.page.token.number.0)
    };
    let (before, first) = (server.processor_time()?, commits().await?);
    let count = saturate(&server.address, &pairs, secs).await?;
    let (used, last) = (server.processor_time()? - before, commits().await?);
    println!(
        "at most {} durable messages per second ({PAIRS_AT_MOST} pairs, {WINDOW} each), {} with one \
         commit and its fsync; {} µs of the server's processor time for each",
        count / secs,
        count / (last - first).max(1),
        each(used, count)
    );
    let people: Vec<&Person> = pairs.iter().map(|pair| &pair.sender).collect();
    coming_back::measure(&server.address, &people).await
}

/// In microseconds.
fn each(used: Duration, count: u64) -> u64 {
    micros(used) / count.max(1)
}

fn ms(histogram: &Histogram<u64>, quantile: f64) -> String {
    format!("{:.2}", histogram.value_at_quantile(quantile) as f64 / 1000.0)
}

/// What the disk itself takes, now.
fn measure_sync(folder: &Path) -> Result<Histogram<u64>, Trouble> {
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let mut histogram = Histogram::new(3)?;
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(1) {
        let before = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        histogram.record(micros(before.elapsed()))?;
    }
    Ok(histogram)
}

async fn at_rate(
    address: &str,
    pairs: &[Pair],
    rate: u64,
    secs: u64,
) -> Result<Latencies, Trouble> {
    let base = Tick::now() + Duration::from_secs(1);
    let period = Duration::from_secs_f64(pairs.len() as f64 / rate as f64);
    let mut tasks = vec![];
    for (place, pair) in pairs.iter().enumerate() {
        let sender = pair.sender.connect(address).await?;
        let receiver = pair.receiver.connect(address).await?;
        let first = base + period.mul_f64(place as f64 / pairs.len() as f64);
        let last = base + Duration::from_secs(secs);
        let conversation = pair.conversation.clone();
        tasks.push(tokio::spawn(async move {
            let listening = tokio::spawn(listen(receiver, base, last + PATIENCE));
            let sent = send(sender, conversation, base, first, last, period).await;
            let arrived = listening.await.map_err(Trouble::from)?;
            Ok::<_, Trouble>((sent?, arrived?))
        }));
    }
    let mut all = Latencies::new()?;
    for task in tasks {
        let ((due, acknowledged), arrived) = task.await??;
        all.due += due;
        all.acknowledged.add(acknowledged)?;
        all.arrived.add(arrived)?;
    }
    Ok(all)
}

/// Sends when it is time, whatever became of those before; the text says when it was due.
async fn send(
    mut socket: Socket,
    conversation: ConversationId,
    base: Tick,
    first: Tick,
    last: Tick,
    period: Duration,
) -> Result<(u64, Histogram<u64>), Trouble> {
    let mut schedule = interval_at(first, period);
    schedule.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut waiting, mut latencies, mut due) = (HashMap::new(), Histogram::new(3)?, 0);
    loop {
        tokio::select! {
            tick = schedule.tick(), if Tick::now() < last => {
                let client_id = ClientId::random();
                let body = micros(tick - base).to_string();
                let conversation = conversation.clone();
                socket.say(&ClientFrame::SendMessage { conversation, client_id, body }).await?;
                waiting.insert(client_id, tick);
                due += 1;
            }
            heard = socket.next() => {
                let Some(frame) = heard else { return Err("a connection broke".into()) };
                if let ServerFrame::MessageSent { message, .. } = frame
                    && let Some(tick) = waiting.remove(&message.client_id)
                {
                    latencies.record(micros(tick.elapsed()))?;
                }
            }
            () = sleep_until(last + PATIENCE) => break,
        }
        if Tick::now() >= last && waiting.is_empty() {
            break;
        }
    }
    Ok((due, latencies))
}

async fn listen(mut socket: Socket, base: Tick, until: Tick) -> Result<Histogram<u64>, Trouble> {
    let mut latencies = Histogram::new(3)?;
    // A pair falls silent well before the end; then there is nothing to wait for.
    let mut silent_at = until;
    while let Ok(Some(frame)) = timeout_at(silent_at, socket.next()).await {
        if let ServerFrame::MessageSent { message, .. } = frame {
            let due: u64 = message.body.as_str().parse()?;
            latencies.record(micros(base.elapsed()).saturating_sub(due))?;
            silent_at = until.min(Tick::now() + PATIENCE);
        }
    }
    Ok(latencies)
}

/// How many messages are acknowledged while everybody always has some under way.
async fn saturate(address: &str, pairs: &[Pair], secs: u64) -> Result<u64, Trouble> {
    let mut sockets = vec![];
    for pair in pairs {
        for person in [&pair.sender, &pair.receiver] {
            let socket = person.connect(address).await?;
            sockets.push((person.id, socket, pair.conversation.clone()));
        }
    }
    let last = Tick::now() + Duration::from_secs(secs);
    let tasks: Vec<_> = sockets
        .into_iter()
        .map(|(me, socket, conversation)| tokio::spawn(send_on(me, socket, conversation, last)))
        .collect();
    let mut count = 0;
    for task in tasks {
        count += task.await??;
    }
    Ok(count)
}

/// Sends the next as soon as one is acknowledged. How many were.
async fn send_on(
    me: UserId,
    mut socket: Socket,
    conversation: ConversationId,
    last: Tick,
) -> Result<u64, Trouble> {
    let command = || ClientFrame::SendMessage {
        conversation: conversation.clone(),
        client_id: ClientId::random(),
        body: "0".into(),
    };
    for _ in 0..WINDOW {
        socket.say(&command()).await?;
    }
    let mut count = 0;
    while let Ok(heard) = timeout_at(last, socket.next()).await {
        match heard {
            Some(ServerFrame::MessageSent { message, .. }) if message.sender == me => {
                count += 1;
                socket.say(&command()).await?;
            }
            Some(ServerFrame::SendRefused { problem, .. }) => {
                return Err(format!("a message was refused: {problem:?}").into());
            }
            Some(_) => {}
            None => return Err("a connection broke".into()),
        }
    }
    Ok(count)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
