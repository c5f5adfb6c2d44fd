//! What must come out of a backup: how many items, and which.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Part;

/// Each section by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub sections: BTreeMap<String, Sum>,
}

/// All that is in a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub items: u64,
    /// SHA-256 over each item's length and bytes, in their order; in hexadecimal.
    pub sha256: String,
}

/// The name of a table's section begins so.
pub(super) const TABLE: &str = "table/";
/// The name of a secret's section begins so.
pub(super) const SECRET: &str = "secret/";

impl Manifest {
    /// How many rows there are in all tables.
    pub fn rows(&self) -> u64 {
        self.tables().map(|(_, sum)| sum.items).sum()
    }

    /// The tables by their names.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Sum)> {
        let sections = self.sections.iter();
        sections.filter_map(|(name, sum)| Some((name.strip_prefix(TABLE)?, sum)))
    }
}

/// Adds up what passes.
#[derive(Default)]
pub(super) struct Sums {
    manifest: Manifest,
    open: Option<(String, u64, Sha256)>,
}

impl Sums {
    /// Takes a part in.
    pub fn add(&mut self, part: &Part) {
        match part {
            Part::Section(name) => {
                self.close();
                self.open = Some((name.clone(), 0, Sha256::new()));
            }
            Part::Item(bytes) => {
                if let Some((_, items, hash)) = &mut self.open {
                    *items += 1;
                    hash.update((bytes.len() as u64).to_be_bytes());
                    hash.update(bytes);
                }
            }
            _ => {}
        }
    }

    /// What has passed.
    pub fn finish(mut self) -> Manifest {
        self.close();
        self.manifest
    }

    fn close(&mut self) {
        if let Some((name, items, hash)) = self.open.take() {
            let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            self.manifest.sections.insert(name, Sum { items, sha256 });
        }
    }
}
