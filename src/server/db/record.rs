//! What every table's row has in common.

use surrealdb::types::{SurrealValue, Variables};

use super::row::Row;

/// A row as it is stored: its own `id`, and `changed_in`, the commit that changed it last.
pub(super) trait Record: SurrealValue {
    const TABLE: &'static str;
    /// The fields that a later commit may change.
    const CHANGEABLE: &'static [&'static str];
    /// Its table has no index: rows are written as they are (see [`Row`]), not by SurrealQL.
    const IS_PLAIN: bool = false;
}

/// What a transaction writes.
#[derive(Default)]
pub(super) struct Writes {
    /// Statements, for tables that SurrealQL has to keep an index of, and what else only it can do.
    pub text: String,
    pub variables: Variables,
    pub rows: Vec<Row>,
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

    /// Adds these rows, if there are any, to what a transaction writes. Every text is parsed anew by
    /// the database, so it is as short as it can be.
    pub fn write_into(self, writes: &mut Writes) {
        let Writes { text, variables, rows } = writes;
        let table = R::TABLE;
        if R::IS_PLAIN {
            rows.extend(self.new.into_iter().map(|row| Row::new(true, row)));
            rows.extend(self.changed.into_iter().map(|row| Row::new(false, row)));
            return;
        }
        if !self.new.is_empty() {
            text.push_str(&format!("INSERT INTO {table} $new_{table} RETURN NONE;"));
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
