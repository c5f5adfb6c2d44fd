//! Browsers that were signed in before.
//!
//! A browser that signs in is given a cookie that outlasts its sessions: a random id and, over that
//! and the account, a code that only this server can make. It opens nothing. It only tells somebody
//! who comes back from strangers who guess at their password. A browser that several people use
//! carries one for each of the last few; nobody can read from it whose they are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

use crate::domain::UserId;

/// How long the cookie lasts; browsers allow no more.
pub const DEVICE_LIFE_DAYS: i64 = 400;

/// Of so many people a browser is remembered.
const PEOPLE_MAX: usize = 4;
const CODE_BYTES: usize = 16;
const MARK_BYTES: usize = 16 + CODE_BYTES;
const SEPARATOR: char = '.';

/// One browser, as one account knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceId(Uuid);

impl DeviceId {
    /// A new random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

/// Makes and recognises the cookie's value.
pub struct Devices {
    key: Hkdf<Sha256>,
}

impl Devices {
    /// What it signs with is derived from the secret that signs sessions, and says nothing about it.
    pub fn new(jwt_secret: &[u8]) -> Self {
        Self { key: Hkdf::new(Some(b"natter: recognise devices, v1"), jwt_secret) }
    }

    /// The browser with this cookie, if it was signed in to this account.
    pub fn find(&self, cookie: &str, user: UserId) -> Option<DeviceId> {
        marks(cookie).find_map(|mark| self.read(&mark, user))
    }

    /// The cookie's next value for a browser that has signed in to this account: under the same id
    /// as before if it was here before.
    pub fn remember(&self, cookie: &str, user: UserId) -> String {
        let device = self.find(cookie, user).unwrap_or_else(DeviceId::random);
        let others = marks(cookie).filter(|mark| self.read(mark, user).is_none());
        let all = std::iter::once(self.mark(device, user)).chain(others).take(PEOPLE_MAX);
        let all: Vec<String> = all.map(|mark| URL_SAFE_NO_PAD.encode(mark)).collect();
        all.join(&SEPARATOR.to_string())
    }

    fn mark(&self, device: DeviceId, user: UserId) -> [u8; MARK_BYTES] {
        let mut mark = [0; MARK_BYTES];
        let (id, code) = mark.split_at_mut(MARK_BYTES - CODE_BYTES);
        id.copy_from_slice(device.0.as_bytes());
        let user = user.as_uuid();
        let said: [&[u8]; 2] = [id, user.as_bytes()];
        self.key.expand_multi_info(&said, code).expect("16 bytes are a valid length");
        mark
    }

    fn read(&self, mark: &[u8; MARK_BYTES], user: UserId) -> Option<DeviceId> {
        let device = DeviceId(Uuid::from_slice(mark.first_chunk::<16>()?).ok()?);
        // All of it is compared, whatever differs first.
        let pairs = self.mark(device, user).into_iter().zip(*mark);
        (pairs.fold(0, |differs, (ours, shown)| differs | (ours ^ shown)) == 0).then_some(device)
    }
}

impl std::fmt::Debug for Devices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Devices(***)")
    }
}

/// What is well-formed of a cookie's value, however long somebody made it.
fn marks(cookie: &str) -> impl Iterator<Item = [u8; MARK_BYTES]> {
    let parts = cookie.split(SEPARATOR).take(PEOPLE_MAX);
    parts.filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok()?.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn devices() -> Devices {
        Devices::new(b"0123456789abcdef0123456789abcdef")
    }

    #[test]
    fn a_browser_is_known_to_the_accounts_that_were_signed_in_to_and_to_no_other() {
        let (devices, ana, bo) = (devices(), UserId::random(), UserId::random());
        let cookie = devices.remember("", ana);
        let (of_ana, of_bo) = (devices.find(&cookie, ana).unwrap(), devices.find(&cookie, bo));
        assert_eq!(of_bo, None);
        let cookie = devices.remember(&cookie, bo);
        assert_eq!(devices.find(&cookie, ana), Some(of_ana));
        assert!(devices.find(&cookie, bo).is_some_and(|of_bo| of_bo != of_ana));
        let again = devices.remember(&cookie, ana);
        assert_eq!(devices.find(&again, ana), Some(of_ana), "it stays the same one");
    }

    #[test]
    fn only_the_last_few_people_are_remembered() {
        let devices = devices();
        let people: Vec<UserId> = (0..9).map(|_| UserId::random()).collect();
        let cookie = people.iter().fold(String::new(), |c, user| devices.remember(&c, *user));
        let known = people.iter().map(|user| devices.find(&cookie, *user).is_some());
        assert_eq!(known.collect::<Vec<_>>(), [[false; 5].as_slice(), &[true; 4]].concat());
        assert!(cookie.len() < 200);
    }

    #[test]
    fn nobody_else_can_make_one() {
        let (devices, ana) = (devices(), UserId::random());
        let cookie = devices.remember("", ana);
        let foreign = Devices::new(b"another secret of thirty-two byt").remember("", ana);
        let nobodys = URL_SAFE_NO_PAD.encode([0; MARK_BYTES]);
        let altered: String = cookie.chars().rev().collect();
        for forged in [foreign, nobodys, altered, String::new(), "....".into(), "é".repeat(99)] {
            assert_eq!(devices.find(&forged, ana), None, "{forged}");
        }
        assert!(devices.find(&cookie, ana).is_some());
    }
}
