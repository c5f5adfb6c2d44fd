//! The way between the tabs and the server: a TCP proxy on which connections come to harm.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::SmallRng;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::counter::Counter;
use super::mishap::{Blow, Mishap, Way};

/// How long an end that the other has closed may take to close.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// Listens at an address of its own, that stays when the server's changes. Dropping it cuts everything.
pub struct Proxy {
    /// Host and port.
    pub address: String,
    inner: Arc<Inner>,
    accepting: JoinHandle<()>,
}

struct Inner {
    seed: u64,
    state: Mutex<State>,
    /// Whether connections come to harm.
    rough: watch::Sender<bool>,
}

struct State {
    server: String,
    connections: u64,
    struck: BTreeMap<&'static str, usize>,
}

impl Proxy {
    /// To this server, without doing any harm yet.
    pub async fn start(server: &str, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let state = State { server: server.to_owned(), connections: 0, struck: BTreeMap::new() };
        let inner =
            Arc::new(Inner { seed, state: Mutex::new(state), rough: watch::channel(false).0 });
        let accepting = tokio::spawn({
            let inner = inner.clone();
            async move {
                let mut connections = tokio::task::JoinSet::new();
                loop {
                    tokio::select! {
                        accepted = listener.accept() => if let Ok((client, _)) = accepted {
                            let (inner, number) = (inner.clone(), inner.next_number());
                            connections.spawn(async move { inner.connect(client, number).await });
                        },
                        Some(_) = connections.join_next() => {}
                    }
                }
            }
        });
        Ok(Self { address, inner, accepting })
    }

    /// Where the server is now.
    pub fn set_server(&self, server: &str) {
        server.clone_into(&mut self.inner.state().server);
    }

    /// From now on connections come to harm, or no more; those that were to are cut at once then.
    pub fn set_rough(&self, rough: bool) {
        self.inner.rough.send_replace(rough);
    }

    /// How many connections came to harm, by how.
    pub fn struck(&self) -> BTreeMap<&'static str, usize> {
        self.inner.state().struck.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_number(&self) -> u64 {
        let mut state = self.state();
        state.connections += 1;
        state.connections
    }

    fn note(&self, how: &'static str) {
        *self.state().struck.entry(how).or_default() += 1;
    }

    async fn connect(&self, mut client: TcpStream, number: u64) {
        let address = self.state().server.clone();
        let Ok(mut server) = TcpStream::connect(address).await else { return };
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        let mut rough = self.rough.subscribe();
        let mut chance = SmallRng::seed_from_u64(self.seed.wrapping_add(number));
        let mishap = rough.borrow().then(|| Mishap::any(&mut chance));
        let Some(mishap) = mishap else {
            let _ = self.carry_both(&mut client, &mut server, None).await;
            return;
        };
        let reset = tokio::select! {
            end = self.carry_both(&mut client, &mut server, Some(mishap)) => end == End::Reset,
            () = sleep(mishap.at_last) => {
                self.note("at rest");
                chance_of_reset(mishap)
            }
            _ = rough.wait_for(|rough| !rough) => false,
        };
        if reset {
            let _ = (client.set_zero_linger(), server.set_zero_linger());
        }
    }

    /// Carries both ways until one of them ends.
    async fn carry_both(
        &self,
        client: &mut TcpStream,
        server: &mut TcpStream,
        mishap: Option<Mishap>,
    ) -> End {
        let on = |way| mishap.filter(|mishap| mishap.way == way);
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let end = tokio::select! {
            end = self.carry(&mut from_client, &mut to_server, on(Way::Up)) => end,
            end = self.carry(&mut from_server, &mut to_client, on(Way::Down)) => end,
        };
        if end == End::Closed {
            // What was said last is read before it is over.
            let _ = (to_client.shutdown().await, to_server.shutdown().await);
            let rest = async {
                let mut rest = [0; 1024];
                while from_client.read(&mut rest).await.is_ok_and(|count| count > 0) {}
            };
            let _ = timeout(GOODBYE_WITHIN, rest).await;
        }
        end
    }

    async fn carry(
        &self,
        from: &mut (impl AsyncReadExt + Unpin),
        to: &mut (impl AsyncWriteExt + Unpin),
        mishap: Option<Mishap>,
    ) -> End {
        let mut counter = mishap.map(Counter::new);
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let Ok(count @ 1..) = from.read(&mut buffer).await else { return End::Closed };
            let bytes = &buffer[..count];
            let Some(place) = counter.as_mut().and_then(|counter| counter.count(bytes)) else {
                if to.write_all(bytes).await.is_err() {
                    return End::Closed;
                }
                continue;
            };
            if to.write_all(&bytes[..place]).await.is_err() {
                return End::Closed;
            }
            match counter.take().map(|counter| counter.blow()) {
                Some(Blow::HalfOpen { lasting }) => {
                    self.note("half open");
                    sleep(lasting).await;
                    return End::Cut;
                }
                Some(Blow::Stall { lasting }) => {
                    self.note("stalled");
                    sleep(lasting).await;
                    // The rest of what was read, then one more read, up to its middle.
                    let _ = to.write_all(&bytes[place..]).await;
                    let Ok(count @ 1..) = from.read(&mut buffer).await else { return End::Closed };
                    let _ = to.write_all(&buffer[..count / 2]).await;
                    return End::Cut;
                }
                Some(Blow::Cut { reset: true }) => {
                    self.note("reset");
                    return End::Reset;
                }
                _ => {
                    self.note("cut");
                    return End::Cut;
                }
            }
        }
    }
}

fn chance_of_reset(mishap: Mishap) -> bool {
    mishap.blow == Blow::Cut { reset: true }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// By one of the two.
    Closed,
    Cut,
    Reset,
}
