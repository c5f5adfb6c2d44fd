//! Available or Busy, and what one shows of oneself.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::encoding::Answer;
use crate::domain::Problem;
#[cfg(feature = "ssr")]
use crate::domain::{ProblemCode, Status, UnixMillis};
#[cfg(feature = "ssr")]
use crate::server::service::status;

/// Sets whether others' messages reach this person. `status` is `available` or `busy`; being busy
/// ends `minutes` from now, or at `until` (milliseconds since 1970), or with neither not by itself.
#[server(prefix = "/api", endpoint = "set_status", input = PostUrl, output = Answer)]
pub async fn set_status(
    status: String,
    #[server(default)] minutes: Option<u32>,
    #[server(default)] until: Option<i64>,
) -> Result<(), Problem> {
    let door = super::door::Door::open();
    let set = async {
        let (me, now) = (door.member()?, UnixMillis::now());
        let in_minutes = minutes.map(|minutes| now.0 + i64::from(minutes) * 60_000);
        let status = match status.as_str() {
            "available" => Status::Available,
            "busy" => Status::busy(in_minutes.or(until).map(UnixMillis), now)?,
            _ => return Err(ProblemCode::MalformedRequest.into()),
        };
        status::set_status(&door.app, &me, status).await
    };
    let set = set.await.map(|_| ());
    door.answer(set)
}

/// Sets whether others are shown what this person sees, and the reverse.
#[server(prefix = "/api", endpoint = "set_sends_seen", input = PostUrl, output = Answer)]
pub async fn set_sends_seen(sends_seen: bool) -> Result<(), Problem> {
    let door = super::door::Door::open();
    let set = async { status::set_sends_seen(&door.app, &door.member()?, sends_seen).await };
    let set = set.await.map(|_| ());
    door.answer(set)
}
