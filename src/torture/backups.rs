//! Backups that are taken while people write, restored, and compared with what was acknowledged.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use natter::domain::{ClientId, ConversationId};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::time::sleep;

use super::crowd::{Cast, Crowd};
use super::flaw::{Check, Flaw};
use super::outbox::Acknowledged;
use super::person::Trouble;
use super::place::Place;
use super::program::Launch;
use super::report::{Fault, Report};
use super::stall::doing;
use super::tab::{Habits, Tab};
use super::verdict::{self, Fresh};

const CAST: Cast = Cast {
    people: 4,
    browsers: 2,
    tabs: 2,
    habits: Habits { pace: Duration::from_millis(50), window: 8, odd_resumes: false },
};
const PASSPHRASE: (&str, &str) = ("NATTER_BACKUP_PASSPHRASE", "seven quiet rivers");

/// Takes a backup of the running server, again and again, and starts another server on it.
///
/// # Errors
/// Whatever kept the rounds from being run; what the server did wrong is in the report.
pub async fn run(launch: &Launch, rounds: usize, seed: u64) -> Result<Report, Trouble> {
    let started = Instant::now();
    let mut chance = SmallRng::seed_from_u64(seed);
    // With the smallest write buffers, which are full now and then: a backup must outlive that.
    let launch = &launch.clone().with("NATTER_MEMORY_MIB", "16");
    let mut crowd = Crowd::new(launch, Place::in_folder()?, CAST, seed).await?;
    crowd.open_tabs(&mut chance);
    for round in 1..=rounds {
        doing(format!("backup {round}"));
        crowd.go_on();
        sleep(Duration::from_millis(chance.random_range(200..900))).await;
        let mut flaws = crowd.toggle_busy(&mut chance).await?;
        let folder = tempfile::TempDir::new()?;
        let (file, data) = (folder.path().join("backup"), folder.path().join("data"));
        let asked = Asked::now(&crowd.tabs);
        if let Err(said) = back_up_and_restore(launch, &crowd.place.data(), &file, &data).await {
            let flaws = vec![Flaw::new(Check::Stuck, format!("backup {round}: {said}"))];
            return Ok(Report::new(Fault::Backup, round, started, &crowd).with(flaws));
        }
        // From here on it is known of everything whether it was acknowledged, and nobody writes.
        flaws.extend(crowd.judge().await?);
        crowd.let_go();
        let restored = launch.start(&data)?;
        let mut fresh = vec![];
        for (id, pair) in &crowd.conversations {
            fresh.push(Fresh::fetch(&restored.address, id, pair, 0).await?);
        }
        drop(restored);
        flaws.extend(judge_restored(&fresh, &asked, &crowd.tabs));
        if !flaws.is_empty() {
            return Ok(Report::new(Fault::Backup, round, started, &crowd).with(flaws));
        }
        println!("Backup: {round}, {} messages in it", count(&fresh));
    }
    let flaws = crowd.judge_all().await?;
    Ok(Report::new(Fault::Backup, rounds, started, &crowd).with(flaws))
}

fn count(fresh: &[Fresh]) -> usize {
    fresh.iter().map(|conversation| conversation.messages().len()).sum()
}

async fn back_up_and_restore(
    launch: &Launch,
    from: &Path,
    file: &Path,
    to: &Path,
) -> Result<(), String> {
    let word = OsStr::new;
    let from = from.as_os_str();
    launch.run(&[word("backup"), file.as_os_str(), word("--data"), from], PASSPHRASE).await?;
    let to = to.as_os_str();
    launch.run(&[word("restore"), file.as_os_str(), word("--data"), to], PASSPHRASE).await
}

/// What must be in a backup, as it was known when that was asked for.
struct Asked {
    /// How far each conversation was acknowledged.
    places: HashMap<ConversationId, u64>,
    /// What was acknowledged as waiting for somebody Busy.
    held: Vec<(ConversationId, ClientId)>,
}

impl Asked {
    fn now(tabs: &[Arc<Tab>]) -> Self {
        let (mut places, mut held) = (HashMap::new(), vec![]);
        for tab in tabs {
            let outbox = tab.outbox();
            for told in &outbox.acknowledged {
                let place = places.entry(told.draft.conversation.clone()).or_default();
                *place = told.seq.0.max(*place);
            }
            let waiting = outbox.held.iter();
            held.extend(waiting.map(|draft| (draft.conversation.clone(), draft.client_id)));
        }
        Self { places, held }
    }
}

/// It is what was acknowledged up to a cut that lies after the asking: all of that, and nothing else.
fn judge_restored(fresh: &[Fresh], asked: &Asked, tabs: &[Arc<Tab>]) -> Vec<Flaw> {
    let mut flaws = vec![];
    for conversation in fresh {
        verdict::judge_numbers(conversation, &mut flaws);
        let cut = conversation.last();
        let place = asked.places.get(conversation.id()).copied().unwrap_or_default();
        if cut < place {
            let text = format!("restored up to {cut} where {place} was acknowledged before");
            flaws.push(Flaw::new(Check::Lost, text));
        }
        let by_id: HashMap<ClientId, _> =
            conversation.messages().iter().map(|message| (message.client_id, message)).collect();
        if by_id.len() < conversation.messages().len() {
            flaws.push(Flaw::new(Check::Doubled, "something is restored twice"));
        }
        let (mut acknowledged, mut taken_back) = (HashSet::new(), HashSet::new());
        for tab in tabs {
            let outbox = tab.outbox();
            let is_in_it = |told: &&Acknowledged| {
                told.draft.conversation == *conversation.id() && told.seq.0 <= cut
            };
            for told in outbox.acknowledged.iter().filter(is_in_it) {
                acknowledged.insert(told.draft.client_id);
                flaws.extend(verdict::judge_one(told, by_id.get(&told.draft.client_id).copied()));
            }
            taken_back.extend(outbox.taken_back.iter().copied());
        }
        for message in by_id.values().filter(|m| !acknowledged.contains(&m.client_id)) {
            let text = format!("number {} is restored, and was never written", message.seq.0);
            flaws.push(Flaw::new(Check::Foreign, text));
        }
        for (_, held) in asked.held.iter().filter(|(id, _)| id == conversation.id()) {
            let is_there = by_id.contains_key(held) || conversation.waits(*held);
            if !is_there && !taken_back.contains(held) {
                flaws.push(Flaw::new(Check::Lost, format!("{held} waited, and is not restored")));
            }
        }
    }
    flaws
}
