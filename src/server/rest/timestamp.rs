//! Instants as this door tells them.

use std::borrow::Cow;

use jiff::Timestamp as Instant;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::UnixMillis;

/// An instant, in RFC 3339 and UTC: `2026-03-05T14:30:00.125Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timestamp(UnixMillis);

impl From<UnixMillis> for Timestamp {
    fn from(at: UnixMillis) -> Self {
        Self(at)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Beyond the year 9999 there are no such spellings.
        let at = Instant::from_millisecond(self.0.0).unwrap_or(Instant::MAX);
        serializer.collect_str(&format_args!("{at:.3}"))
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let text = text.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        text.description(Some("An instant, in RFC 3339 and UTC.")).into()
    }
}

impl ToSchema for Timestamp {
    fn name() -> Cow<'static, str> {
        "Timestamp".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_to_the_millisecond() {
        let told = |at| serde_json::to_string(&Timestamp(UnixMillis(at))).unwrap();
        assert_eq!(told(1_772_720_999_125), "\"2026-03-05T14:29:59.125Z\"");
        assert_eq!(told(0), "\"1970-01-01T00:00:00.000Z\"");
        assert!(told(i64::MAX).starts_with("\"9999-12-30"));
    }
}
