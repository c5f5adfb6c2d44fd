//! What every table's row has in common.

use surrealdb::types::{SurrealValue, Variables};

use crate::server::planted::{self, Fault};

/// A row as it is stored: its own `id`, and `changed_in`, the commit that changed it last.
pub(super) trait Record: SurrealValue {
    const TABLE: &'static str;
    /// The fields that a later commit may change.
    const CHANGEABLE: &'static [&'static str];
}

/// The rows of one table that a commit writes.
pub(super) struct Rows<R> {
    pub new: Vec<R>,
    pub changed: Vec<R>,
}

impl<R: Record> Rows<R> {
    pub fn none() -> Self {
        Self { new: vec![], changed: vec![] }
    }

    /// Adds the row to the new or to the changed ones.
    pub fn push(&mut self, is_new: bool, row: R) {
        if is_new { &mut self.new } else { &mut self.changed }.push(row);
    }

    /// Adds what writes these rows, if there are any, to a transaction's text and parameters.
    /// Every text is parsed anew by the database, so it is as short as it can be.
    pub fn write_into(self, text: &mut String, variables: &mut Variables) {
        let table = R::TABLE;
        if !self.new.is_empty() {
            text.push_str(&match planted::is(Fault::ReuseSeq) {
                true => format!("FOR $r IN $new_{table} {{UPSERT $r.id CONTENT $r RETURN NONE}};"),
                false => format!("INSERT INTO {table} $new_{table} RETURN NONE;"),
            });
            variables.insert(format!("new_{table}"), self.new);
        }
        if !self.changed.is_empty() {
            let fields: Vec<_> =
                R::CHANGEABLE.iter().map(|field| format!("{field}=$r.{field}")).collect();
            text.push_str(&format!(
                "FOR $r IN ${table}s {{UPDATE $r.id SET {} RETURN NONE}};",
                fields.join(",")
            ));
            variables.insert(format!("{table}s"), self.changed);
        }
    }
}
