// shorten-names.mjs GLUE.js < NAMES: calls things in the glue what wasm-opt calls them in the module.
// wasm-bindgen's names are long and half of each is a random number, which nothing compresses.

import { readFileSync, writeFileSync } from 'node:fs';

const [glueFile] = process.argv.slice(2);
const names = JSON.parse(readFileSync(0, 'utf8'));
const imports = new Map(names.imports.map(([, long, short]) => [long, short]));
const exports = new Map(names.exports);

// An entry of the table that the module imports from, up to the end of its function. What wasm-opt
// has found not to be needed goes.
const ENTRY = /^ {8}(__wb\w+): (function[^]*?\n {8}\}.*\n)/gm;
const found = new Set();
const glue = readFileSync(glueFile, 'utf8')
    .replace(ENTRY, (_, long, body) => {
        found.add(long);
        return imports.has(long) ? `        ${imports.get(long)}: ${body}` : '';
    })
    .replace('"./natter_bg.js": import0', 'a: import0')
    .replace(/\bwasm\.(\w+)/g, (_, long) => `wasm.${exports.get(long)}`);

const missing = [...imports.keys()].filter((long) => !found.has(long));
if (missing.length > 0) throw new Error(`Not in ${glueFile}: ${missing}`);
writeFileSync(glueFile, glue);
