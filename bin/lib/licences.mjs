// Prints the licences of all that an archive ships: the crates of the server and of the browser's side,
// what the style sheet is made of, and Rust's standard library. A text that several share is there once.
//
//   node bin/lib/licences.mjs <target of the server> <its rustc>

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [target, rustc] = process.argv.slice(2);
const TEXT = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;
// Of the style sheet: icons, and the rules that every page begins with.
const NPM = ['@iconify-json/lucide', 'tailwindcss'];

function texts(folder, named) {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => entry.name);
  if (named && existsSync(path.join(folder, named)) && !names.includes(named)) names.push(named);
  return names.sort().map((name) => readFileSync(path.join(folder, name), 'utf8').replace(/\r\n/g, '\n').trim());
}

function crates(platform, features, root) {
  const found = JSON.parse(
    execFileSync('cargo', ['metadata', '--format-version', '1', '--filter-platform', platform, ...features], {
      maxBuffer: 1 << 28,
    }),
  );
  const packages = new Map(found.packages.map((krate) => [krate.id, krate]));
  const nodes = new Map(found.resolve.nodes.map((node) => [node.id, node]));
  const start = found.packages.find((krate) => krate.name === root).id;
  const seen = new Set([start]);
  for (const id of seen) {
    for (const dependency of nodes.get(id).deps) {
      // What is only built or tested with is not in the archive.
      if (dependency.dep_kinds.some((kind) => kind.kind === null)) seen.add(dependency.pkg);
    }
  }
  return [...seen].map((id) => packages.get(id)).filter((krate) => krate.source !== null);
}

const parts = new Map();
for (const krate of [
  ...crates(target, ['--features', 'ssr'], 'natter'),
  ...crates('wasm32-unknown-unknown', ['--features', 'natter/hydrate'], 'natter-browser'),
]) {
  parts.set(`${krate.name} ${krate.version}`, {
    licence: krate.license ?? 'see its text',
    from: krate.repository ?? `https://crates.io/crates/${krate.name}`,
    texts: texts(path.dirname(krate.manifest_path), krate.license_file),
  });
}
for (const name of NPM) {
  const folder = path.join('node_modules', name);
  const { version, license, repository, homepage } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const from = typeof repository === 'string' ? repository : (repository?.url ?? homepage ?? `https://www.npmjs.com/package/${name}`);
  parts.set(`${name} ${version} (npm)`, { licence: license, from, texts: texts(folder) });
}
const version = execFileSync(rustc, ['--version'], { encoding: 'utf8' }).trim();
parts.set(`Rust's standard library (${version})`, {
  licence: 'MIT OR Apache-2.0',
  from: 'https://github.com/rust-lang/rust',
  texts: [],
});

const without = [...parts].filter(([, part]) => part.licence === 'see its text' && !part.texts.length);
if (without.length) {
  console.error(`natter: no licence is known of ${without.map(([name]) => name).join(', ')}`);
  process.exit(1);
}

const names = [...parts.keys()].sort((one, other) => (one < other ? -1 : 1));
const shared = new Map();
for (const name of names) {
  for (const text of parts.get(name).texts) shared.set(text, [...(shared.get(text) ?? []), name]);
}
const out = [
  'Natter is under MIT or Apache-2.0, at your choice: see LICENSE-MIT and LICENSE-APACHE.',
  '',
  'It is made with the work of others. Each part is listed with its version, its licence and where it',
  'comes from; then follow the texts of the licences as they came with the parts. Of the parts without a',
  'text of their own the licence is the standard text of that name.',
  '',
  ...names.map((name) => `${name}: ${parts.get(name).licence} (${parts.get(name).from})`),
];
for (const [text, users] of shared) {
  out.push('', '='.repeat(100), '', ...users, '', '-'.repeat(100), '', text);
}
console.log(out.join('\n'));
