//! One's own account: what others see of it, and whether they reach one.

use std::borrow::Cow;

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::routing::on;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::ProblemDetails;
use super::given::Given;
use super::operation::Operation;
use super::params::Me;
use super::people::{StatusName, tell_status};
use super::refusal::{invalid, out_of_range};
use super::timestamp::Timestamp;
use super::whole::Whole;
use crate::domain::{Status, UnixMillis, UserId};
use crate::server::service::{people, profile, status};
use crate::server::{App, Error};

/// How long one can be busy at a stretch, but for good: a year.
const BUSY_MAX_MINUTES: u64 = 527_040;

/// One's own account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Profile {
    #[schema(value_type = String, format = "uuid")]
    id: UserId,
    #[schema(example = "ana")]
    username: String,
    #[schema(example = "Ana Núñez")]
    full_name: String,
    email: Option<String>,
    bio: String,
    status: StatusName,
    /// Until when one is busy, if that ends by itself.
    busy_until: Option<Timestamp>,
    /// Whether others are shown what one has seen, and the reverse.
    sends_seen: bool,
    /// How many of others' messages were not seen yet, over all conversations.
    unseen_messages: u64,
}

/// What is to be changed; what is missing or `null` stays as it is.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ProfileChange {
    #[schema(min_length = 1, max_length = 80)]
    full_name: Option<String>,
    /// The one before keeps leading here, and nobody else gets it.
    #[schema(min_length = 2, max_length = 32)]
    username: Option<String>,
    /// Empty for none.
    #[schema(max_length = 254)]
    email: Option<String>,
    #[schema(max_length = 300, example = "Mostly by the sea.")]
    bio: Option<String>,
}

/// Whether others' messages reach one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StatusChange {
    status: StatusName,
    /// How long one is busy; only with `busy`.
    #[serde(default)]
    minutes: Option<Whole>,
}

impl PartialSchema for StatusChange {
    fn schema() -> RefOr<Schema> {
        let one = |status: &str, minutes: ObjectBuilder| {
            let name = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([status]));
            let one = ObjectBuilder::new().property("status", name).property("minutes", minutes);
            one.required("status")
                .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        };
        let number_or_none = SchemaType::from_iter([Type::Integer, Type::Null]);
        let minutes = ObjectBuilder::new().schema_type(number_or_none).minimum(Some(1));
        let minutes = minutes.maximum(Some(BUSY_MAX_MINUTES as f64));
        let minutes =
            minutes.description(Some("For how long; without it, until one says otherwise."));
        let none = ObjectBuilder::new().schema_type(Type::Null);
        let all = OneOfBuilder::new().item(one("busy", minutes)).item(one("available", none));
        all.description(Some("Whether others' messages reach one.")).into()
    }
}

impl ToSchema for StatusChange {
    fn name() -> Cow<'static, str> {
        "StatusChange".into()
    }
}

const TAG: &str = "Account";

pub(super) fn operations() -> Vec<Operation> {
    vec![
        read_at("/api/auth/check", "getAccount"),
        read_at("/api/auth/get-profile", "getAccountAlias"),
        read_at("/api/auth/profile", "getProfile"),
        change_at("/api/auth/profile", "changeProfile"),
        change_at("/api/auth/update-profile", "changeProfileAlias"),
        Operation::new(
            Method::PUT,
            "/api/auth/status",
            |method| on(method, set_status),
            (TAG, "setStatus"),
            "Be available or busy",
        )
        .about("While one is busy, others' messages wait; then all of them arrive, in order, once.")
        .takes::<StatusChange>()
        .gives::<Profile>(200, "It is set."),
    ]
}

fn read_at(path: &'static str, id: &'static str) -> Operation {
    Operation::new(Method::GET, path, |method| on(method, read), (TAG, id), "Who one is")
        .gives::<Profile>(200, "One's own account.")
}

fn change_at(path: &'static str, id: &'static str) -> Operation {
    Operation::new(Method::PUT, path, |method| on(method, change), (TAG, id), "Change the profile")
        .about("Everybody who is connected is told.")
        .takes::<ProfileChange>()
        .gives::<Profile>(200, "It is changed.")
        .may_refuse(409, "The username or e-mail address is taken.")
}

async fn read(State(app): State<App>, Me(me): Me) -> Result<Json<Profile>, ProblemDetails> {
    Ok(Json(Profile::of(&app, me.user)?))
}

async fn change(
    State(app): State<App>,
    Me(me): Me,
    Given(change): Given<ProfileChange>,
) -> Result<Json<Profile>, ProblemDetails> {
    let ProfileChange { full_name, username, email, bio } = change;
    profile::edit(&app, &me, profile::EditProfile { full_name, username, email, bio }).await?;
    Ok(Json(Profile::of(&app, me.user)?))
}

async fn set_status(
    State(app): State<App>,
    Me(me): Me,
    Given(change): Given<StatusChange>,
) -> Result<Json<Profile>, ProblemDetails> {
    let minutes = change.minutes.map(|Whole(minutes)| minutes);
    if minutes.is_some_and(|minutes| !(1..=BUSY_MAX_MINUTES).contains(&minutes)) {
        return Err(out_of_range("minutes", &(1..=BUSY_MAX_MINUTES)));
    }
    let now = UnixMillis::now();
    let until = minutes.map(|minutes| UnixMillis(now.0 + minutes as i64 * 60_000));
    let wanted = match change.status {
        StatusName::Available if until.is_some() => {
            return Err(invalid(Some("minutes"), "only with busy"));
        }
        StatusName::Available => Status::Available,
        StatusName::Busy => Status::busy(until, now)?,
    };
    status::set_status(&app, &me, wanted).await?;
    Ok(Json(Profile::of(&app, me.user)?))
}

impl Profile {
    /// # Errors
    /// Signed out, if the account is gone.
    pub(super) fn of(app: &App, user: UserId) -> Result<Self, Error> {
        let (person, account) = people::me(app, user)?;
        let (status, busy_until) = tell_status(person.status);
        Ok(Self {
            id: person.id,
            username: person.username.as_str().to_owned(),
            full_name: person.full_name.as_str().to_owned(),
            email: person.email.map(|email| email.as_str().to_owned()),
            bio: person.bio.as_str().to_owned(),
            status,
            busy_until,
            sends_seen: account.sends_seen,
            unseen_messages: account.unseen,
        })
    }
}
