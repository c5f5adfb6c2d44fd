//! The package's own sources, and what they mention.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

use super::arrows::Arrow;

/// One file under `src`.
pub struct Source {
    /// Relative to `src`.
    pub path: PathBuf,
    pub text: String,
}

/// Every Rust file but the tests and those that put it together (`lib.rs`, `main.rs`, `browser/`),
/// and the package that measures the whole (`torture/`).
pub fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    collect(&root, &root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let path = path.strip_prefix(root).expect("below src").to_owned();
            let elsewhere = ["lib.rs", "main.rs", "browser", "tests", "torture"];
            if !elsewhere.iter().any(|elsewhere| path.starts_with(elsewhere)) {
                found.push(Source { path, text });
            }
        }
    }
}

impl Source {
    /// A made-up file of a layer, for testing the test.
    pub fn of_layer(layer: &str, text: &str) -> Self {
        Self { path: format!("{}/made_up.rs", layer.replace("::", "/")).into(), text: text.into() }
    }

    /// The layer that the file belongs to.
    pub fn layer(&self) -> String {
        layer_of(&self.module())
    }

    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// Whether the code (not its comments) names this crate, or one whose name begins so.
    pub fn mentions(&self, krate: &str) -> bool {
        self.paths().iter().any(|path| path.first().is_some_and(|first| first.starts_with(krate)))
    }

    /// Every mention of another layer.
    pub fn arrows(&self) -> Vec<Arrow> {
        let (module, from) = (self.module(), self.layer());
        let targets = self.paths().into_iter().filter_map(|path| absolute(&module, &path));
        let mut targets: Vec<String> = targets.map(|path| layer_of(&path)).collect();
        targets.sort();
        targets.dedup();
        targets.retain(|to| *to != from && !to.is_empty());
        let arrow = |to| Arrow { file: self.path.clone(), from: from.clone(), to };
        targets.into_iter().map(arrow).collect()
    }

    /// `server/db/rows.rs` is the module `server::db::rows`.
    fn module(&self) -> Vec<String> {
        let path = self.path.with_extension("");
        let mut module: Vec<String> =
            path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        module
    }

    fn paths(&self) -> Vec<Vec<String>> {
        let file = syn::parse_file(&self.text)
            .unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
        let mut paths = Paths::default();
        paths.visit_file(&file);
        paths.0
    }
}

/// A path from the crate's root, if it is one of ours.
fn absolute(module: &[String], path: &[String]) -> Option<Vec<String>> {
    let ups = path.iter().take_while(|segment| *segment == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "super" => {
            let base = &module[..module.len().checked_sub(ups)?];
            Some([base, &path[ups..]].concat())
        }
        _ => None,
    }
}

/// The layer of a module or item: its first part, on the server its first two.
fn layer_of(path: &[String]) -> String {
    const SERVER_LAYERS: &[&str] = &[
        "admin", "auth", "backup", "cli", "db", "demo", "http", "hub", "limits", "media",
        "metrics", "planted", "rest", "seal", "service", "settings", "socket",
    ];
    match path {
        [first, second, ..] if first == "server" && SERVER_LAYERS.contains(&second.as_str()) => {
            format!("server::{second}")
        }
        [first, ..] => first.clone(),
        [] => String::new(),
    }
}

/// Collects every path of a file: in `use`, in code, and in macros' arguments.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl Paths {
    fn add_use_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_use_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_use_tree(prefix, tree));
            }
            syn::UseTree::Name(name) => self.0.push(with(&name.ident)),
            syn::UseTree::Rename(rename) => self.0.push(with(&rename.ident)),
            syn::UseTree::Glob(_) => self.0.push(prefix.to_vec()),
        }
    }

    /// `a :: b :: c` in a macro's tokens, which have no syntax tree.
    fn add_tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path: Vec<String> = vec![];
        let mut colons = 0;
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.0.push(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                proc_macro2::TokenTree::Group(group) => {
                    colons = 0;
                    self.add_tokens(group.stream());
                }
                _ => colons = 0,
            }
        }
        self.0.push(path);
    }
}

impl<'ast> Visit<'ast> for Paths {
    /// Modules within a file are its tests, which may look anywhere.
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.add_tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}
