//! People with many tabs, a server, the way to it, and where its data lies.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use natter::domain::ConversationId;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::flaw::{Check, Flaw};
use super::person::{Person, Trouble};
use super::place::Place;
use super::program::{Launch, Program};
use super::proxy::Proxy;
use super::stall::doing;
use super::tab::{Habits, Phase, Tab};
use super::verdict;

/// How long the rest may take to be acknowledged, and everybody to hold everything.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);
const EQUAL_WITHIN: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How late a receipt may be written, and a bit.
const RECEIPTS_WITHIN: Duration = Duration::from_millis(300);

/// Who there is.
#[derive(Clone, Copy)]
pub struct Cast {
    /// How many people; each talks with the next, and the first also with themselves.
    pub people: usize,
    /// How many browsers each has, and how many tabs each of those.
    pub browsers: usize,
    pub tabs: usize,
    pub habits: Habits,
}

/// The whole scene.
pub struct Crowd {
    pub server: Program,
    pub place: Place,
    pub proxy: Proxy,
    pub launch: Launch,
    pub tabs: Vec<Arc<Tab>>,
    /// Each in their first browser.
    pub people: Vec<Person>,
    /// All browsers.
    pub browsers: Vec<Person>,
    pub conversations: Vec<(ConversationId, [Person; 2])>,
    /// Up to where each conversation was judged, and let go of.
    judged: Vec<u64>,
    let_go: Vec<u64>,
    phase: watch::Sender<Phase>,
    lives: JoinSet<()>,
}

impl Crowd {
    /// Starts the server and signs everybody up. The tabs are closed yet.
    pub async fn new(
        launch: &Launch,
        place: Place,
        cast: Cast,
        seed: u64,
    ) -> Result<Self, Trouble> {
        let server = launch.start(&place.data())?;
        let proxy = Proxy::start(&server.address, seed).await?;
        let (mut people, mut browsers) = (vec![], vec![]);
        for number in 0..cast.people {
            let person = Person::sign_up(&server.address, &format!("person{number}")).await?;
            let mut own = vec![person.clone()];
            for _ in 1..cast.browsers {
                own.push(person.log_in(&server.address).await?);
            }
            people.push(person);
            browsers.push(own);
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for number in 0..cast.people {
            let next = (number + 1) % cast.people;
            pairs.insert((number.min(next), number.max(next)));
        }
        if cast.people > 2 {
            pairs.insert((0, 0));
        }
        let conversations: Vec<_> = pairs
            .into_iter()
            .map(|(one, other)| {
                let pair = [people[one].clone(), people[other].clone()];
                (ConversationId::of_pair(pair[0].id, pair[1].id), pair)
            })
            .collect();
        let mut tabs = vec![];
        for (number, browser) in browsers.iter().flatten().enumerate() {
            let friends: Vec<_> = conversations
                .iter()
                .filter(|(id, _)| id.has_member(browser.id))
                .map(|(id, pair)| {
                    let other = pair.iter().find(|other| other.id != browser.id);
                    (id.clone(), other.unwrap_or(browser).username.to_string())
                })
                .collect();
            for tab in 0..cast.tabs {
                let name = format!("{}-{number}-{tab}", browser.username);
                tabs.push(Arc::new(Tab::new(name, browser.clone(), friends.clone(), cast.habits)));
            }
        }
        let judged = vec![0; conversations.len()];
        Ok(Self {
            server,
            place,
            proxy,
            launch: launch.clone(),
            tabs,
            people,
            browsers: browsers.into_iter().flatten().collect(),
            conversations,
            let_go: judged.clone(),
            judged,
            phase: watch::channel(Phase::Writing).0,
            lives: JoinSet::new(),
        })
    }

    /// Opens all tabs; they write from now on.
    pub fn open_tabs(&mut self, chance: &mut SmallRng) {
        for tab in &self.tabs {
            let chance = SmallRng::seed_from_u64(chance.random());
            let address = self.proxy.address.clone();
            self.lives.spawn(tab.clone().live(address, self.phase.subscribe(), chance));
        }
    }

    /// After the server was killed: takes the power from its disk if that is ours, and starts it again;
    /// the error is what it says if it does not.
    pub fn start_again(&mut self, chance: &mut SmallRng) -> Result<Result<(), String>, Trouble> {
        self.place.break_off(chance)?;
        Ok(self.launch.start(&self.place.data()).map(|server| {
            self.proxy.set_server(&server.address);
            self.server = server;
        }))
    }

    /// From now on they write.
    pub fn go_on(&self) {
        self.phase.send_replace(Phase::Writing);
    }

    /// Makes somebody Busy; or Available again, after a look at what they are shown while nothing may
    /// reach them.
    pub async fn toggle_busy(&self, chance: &mut SmallRng) -> Result<Vec<Flaw>, Trouble> {
        let (address, count) = (&self.server.address, self.people.len());
        let person = &self.people[chance.random_range(0..count)];
        if !person.busy.is_on() {
            person.set_busy(address, true).await?;
            return Ok(vec![]);
        }
        let overview = person.overview(address).await?;
        let last = overview.page.contacts.iter().filter_map(|contact| contact.last.as_ref());
        let others = last.filter(|last| last.sender != person.id);
        let leaked = others.filter(|last| person.busy.holds(&last.preview));
        let text = format!("{} is Busy and is shown what should wait", person.username);
        let flaws = leaked.map(|_| Flaw::new(Check::Leaked, text.clone())).collect();
        person.set_busy(address, false).await?;
        Ok(flaws)
    }

    /// What the tabs have noticed themselves since this was asked last.
    pub fn take_flaws(&self) -> Vec<Flaw> {
        self.tabs.iter().flat_map(|tab| tab.take_flaws()).collect()
    }

    /// Lets everybody finish, and judges what happened since this was done last.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub async fn judge(&mut self) -> Result<Vec<Flaw>, Trouble> {
        doing("waiting until everything is acknowledged");
        self.phase.send_replace(Phase::Calm);
        for person in &self.people {
            person.set_busy(&self.server.address, false).await?;
        }
        let since = Instant::now();
        while !self.tabs.iter().all(|tab| tab.is_settled()) {
            if since.elapsed() > SETTLED_WITHIN {
                let unsettled = self.tabs.iter().filter(|tab| !tab.is_settled());
                let names: Vec<String> = unsettled.map(|tab| tab.describe()).collect();
                let mut flaws = self.take_flaws();
                let text = format!("not everything is acknowledged of {}", names.join(", "));
                flaws.push(Flaw::new(Check::Stuck, text));
                return Ok(flaws);
            }
            sleep(LOOK_EVERY).await;
        }
        sleep(RECEIPTS_WITHIN).await;
        let mut flaws = self.take_flaws();
        doing("comparing");
        let mut fresh = vec![];
        for ((id, pair), from) in self.conversations.iter().zip(&self.let_go) {
            fresh.push(verdict::Fresh::fetch(&self.server.address, id, pair, *from).await?);
        }
        self.judged = fresh.iter().map(verdict::Fresh::last).collect();
        flaws.extend(verdict::judge_log(&fresh, &self.tabs));
        flaws.extend(verdict::judge_cursors(&fresh, &self.tabs));
        let since = Instant::now();
        loop {
            let stale = verdict::judge_tabs(&fresh, &self.tabs);
            if stale.is_empty() || since.elapsed() > EQUAL_WITHIN {
                flaws.extend(stale);
                break;
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(flaws)
    }

    /// What was judged is not judged again until the end; the tabs let go of it.
    pub fn let_go(&mut self) {
        self.let_go.clone_from(&self.judged);
        self.tabs.iter().for_each(|tab| tab.held().let_go());
    }

    /// Judges all that ever happened.
    ///
    /// # Errors
    /// If the server cannot be asked.
    pub async fn judge_all(&mut self) -> Result<Vec<Flaw>, Trouble> {
        self.let_go.fill(0);
        self.judge().await
    }

    pub fn acknowledged(&self) -> usize {
        self.tabs.iter().map(|tab| tab.outbox().acknowledged.len()).sum()
    }

    pub fn refused(&self) -> usize {
        self.tabs.iter().map(|tab| tab.outbox().refused).sum()
    }

    pub fn resumes(&self) -> usize {
        self.tabs.iter().map(|tab| tab.resumes()).sum()
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.phase.send_replace(Phase::Over);
    }
}
