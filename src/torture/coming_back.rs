//! How long a tab that was away takes to have everything.

use std::time::Instant;

use natter::domain::{ClientId, ConversationId};
use natter::protocol::{ClientFrame, ServerFrame};

use super::person::{Person, Trouble};

/// How many people write to whoever is away, and how much each.
const WRITERS: usize = 40;
const MESSAGES_EACH: usize = 25;

/// Lets everybody write to the first of these people, who is away; then that person comes back. Prints
/// how long it takes from the connecting to the last piece of what was missed.
///
/// # Errors
/// Whatever kept it from measuring.
pub async fn measure(address: &str, people: &[&Person]) -> Result<(), Trouble> {
    let [sleeper, writers @ ..] = people else { return Err("nobody is there".into()) };
    let token = sleeper.overview(address).await?.page.token;
    let mut tasks = vec![];
    for writer in writers.iter().take(WRITERS) {
        let conversation = ConversationId::of_pair(sleeper.id, writer.id);
        let mut socket = writer.connect(address).await?;
        tasks.push(tokio::spawn(async move {
            for _ in 0..MESSAGES_EACH {
                let (conversation, client_id) = (conversation.clone(), ClientId::random());
                let body = "while you were away".to_owned();
                socket.say(&ClientFrame::SendMessage { conversation, client_id, body }).await?;
                while let Some(frame) = socket.next().await {
                    if matches!(&frame, ServerFrame::MessageSent { message, .. }
                        if message.client_id == client_id)
                    {
                        break;
                    }
                }
            }
            Ok::<_, Trouble>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let open = writers.first().map(|writer| ConversationId::of_pair(sleeper.id, writer.id));
    let started = Instant::now();
    let holds = open.into_iter().collect();
    let mut socket = sleeper.session().connect(address, Some(token), holds).await?;
    while let Some(frame) = socket.next().await {
        if matches!(frame, ServerFrame::Missed { more: false, .. }) {
            println!(
                "a tab that missed {} messages in {WRITERS} conversations has everything after {:.1} ms",
                WRITERS * MESSAGES_EACH,
                started.elapsed().as_secs_f64() * 1000.0
            );
            return Ok(());
        }
    }
    Err("the connection broke".into())
}
