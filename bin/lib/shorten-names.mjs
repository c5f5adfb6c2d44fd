// shorten-names.mjs GLUE.js < NAMES: calls things in the glue what wasm-opt calls them in the module.
// wasm-bindgen's names are long and half of each is a random number, which nothing compresses.

import { readFileSync, writeFileSync } from 'node:fs';

const [glueFile] = process.argv.slice(2);
const names = JSON.parse(readFileSync(0, 'utf8'));
const before = readFileSync(glueFile, 'utf8');

/** What a name stands for. One that stands for nothing would fail in the browser, and only there. */
const meaning = (map, name) => {
    if (!map.has(name)) throw new Error(`${name} is not in ${glueFile}, or wasm-opt has no name for it.`);
    return map.get(name);
};

const GLUE = './natter_bg.js';
const own = names.imports.filter(([from]) => from === GLUE);
const short = new Map(own.map(([, long, short]) => [long, short]));
const exports = new Map(names.exports);

// What the glue calls the scripts that the module imports from: itself, and ours.
const SCRIPT = /^ {8}"(\.\/[^"]+)": (import\d+),$/gm;
const scripts = new Map(Array.from(before.matchAll(SCRIPT), ([, from, name]) => [from, name]));
// wasm-opt has made one of them, called `a`.
const foreign = names.imports
    .filter(([from]) => from !== GLUE)
    .map(([from, long, short]) => `        ${short}: ${meaning(scripts, from)}.${long},\n`);

// An entry of the table that the module imports from, to the end of its function. What wasm-opt has
// found not to be needed goes.
const ENTRY = /^ {8}(__wb\w+): (function[^]*?\n {8}\}.*\n)/gm;
const found = new Map();
const after = before
    .replace(ENTRY, (_, long, body) => {
        found.set(long, body);
        return short.has(long) ? `        ${short.get(long)}: ${body}` : '';
    })
    .replace(/const import0 = \{\n.*\n/, (start) => start + foreign.join(''))
    .replace(/(^ {8}"\.\/[^"]+": import\d+,\n)+/m, `        a: ${meaning(scripts, GLUE)},\n`)
    .replace(/\bwasm\.(\w+)/g, (_, long) => `wasm.${meaning(exports, long)}`);
short.forEach((_, long) => meaning(found, long));
writeFileSync(glueFile, after);
