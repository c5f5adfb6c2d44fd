//! How many messages become durable, and how long that takes.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use natter::domain::{ClientId, ConversationId};
use natter::protocol::{ClientFrame, ServerFrame};
use tokio::time::{Instant as Tick, MissedTickBehavior, interval_at, sleep_until, timeout_at};

use super::person::{Person, Trouble};
use super::program::Launch;
use super::socket::Socket;

const PAIRS: usize = 50;
/// At saturation, so many messages of each pair are under way.
const WINDOW: usize = 5;
/// Answers that take longer than this after the last message are not waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Two people, the second of whom only listens.
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
    for number in 0..PAIRS {
        let sender = Person::sign_up(&server.address, &format!("sender{number}")).await?;
        let receiver = Person::sign_up(&server.address, &format!("receiver{number}")).await?;
        let conversation = ConversationId::of_pair(sender.id, receiver.id);
        pairs.push(Pair { sender, receiver, conversation });
    }
    println!("latency in ms, p50 / p99      acknowledged         at the other     one fsync");
    for &rate in rates {
        let floor = measure_sync(folder.path())?;
        let all = at_rate(&server.address, &pairs, rate, secs).await?;
        let pair = |h: &Histogram<u64>| format!("{:>7} / {:<7}", ms(h, 0.5), ms(h, 0.99));
        println!(
            "{rate:>6}/s, {:>6} of {:<6}     {}   {}   {}",
            all.arrived.len(),
            all.due,
            pair(&all.acknowledged),
            pair(&all.arrived),
            pair(&floor)
        );
    }
    let saturated = saturate(&server.address, &pairs, secs).await?;
    println!("at most {saturated:.0} durable messages per second ({PAIRS} pairs, {WINDOW} each)");
    Ok(())
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

/// Messages per second that are acknowledged while everybody always has some under way.
async fn saturate(address: &str, pairs: &[Pair], secs: u64) -> Result<f64, Trouble> {
    let last = Tick::now() + Duration::from_secs(secs);
    let mut tasks = vec![];
    for pair in pairs {
        let mut socket = pair.sender.connect(address).await?;
        let conversation = pair.conversation.clone();
        let command = move || ClientFrame::SendMessage {
            conversation: conversation.clone(),
            client_id: ClientId::random(),
            body: "0".into(),
        };
        tasks.push(tokio::spawn(async move {
            for _ in 0..WINDOW {
                socket.say(&command()).await?;
            }
            let mut count = 0_u64;
            while let Ok(Some(frame)) = timeout_at(last, socket.next()).await {
                if matches!(frame, ServerFrame::MessageSent { .. }) {
                    count += 1;
                    socket.say(&command()).await?;
                }
            }
            Ok::<_, Trouble>(count)
        }));
    }
    let mut count = 0;
    for task in tasks {
        count += task.await??;
    }
    Ok(count as f64 / secs as f64)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
