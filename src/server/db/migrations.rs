//! The schema, step by step. A step that was released is never changed: later ones follow it.

use surrealdb::types::Variables;

use super::DbError;
use super::engine::Engine;
use super::meta::Meta;

/// The step at place n leads from schema n to n + 1; its file is named after the latter.
const STEPS: [&str; 4] = [
    include_str!("migrations/0001_people_talk.surql"),
    include_str!("migrations/0002_delivery.surql"),
    include_str!("migrations/0003_sent.surql"),
    include_str!("migrations/0004_accounts.surql"),
];

/// The newest schema that this version knows.
pub(super) const NEWEST: u32 = STEPS.len() as u32;

/// Applies the steps that `meta` does not have, each in a transaction of its own that also notes
/// it. The first also makes the row `meta:main`.
pub(super) async fn apply(engine: &Engine, meta: &mut Meta) -> Result<(), DbError> {
    apply_up_to(NEWEST, engine, meta).await
}

/// As [`apply`], up to this schema.
pub(super) async fn apply_up_to(
    schema: u32,
    engine: &Engine,
    meta: &mut Meta,
) -> Result<(), DbError> {
    for step in STEPS.iter().take(schema as usize).skip(meta.schema as usize) {
        meta.schema += 1;
        let mut variables = Variables::new();
        variables.insert("meta", meta.clone());
        let statements = format!("{step};UPSERT meta:main CONTENT $meta RETURN NONE;");
        engine.migrate(&statements, variables).await?;
        tracing::info!(schema = meta.schema, "the database's schema was brought forward");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_its_file_and_number() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/server/db/migrations");
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.len(), STEPS.len());
        for ((place, step), name) in STEPS.iter().enumerate().zip(names) {
            assert!(name.starts_with(&format!("{:04}_", place + 1)), "{name}");
            assert_eq!(*step, std::fs::read_to_string(format!("{folder}/{name}")).unwrap());
        }
    }
}
