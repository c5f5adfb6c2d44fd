// leave-out.mjs MODULE.wasm GLUE.js: takes out of both, before wasm-opt, what this page never uses
// and no compiler can know of.

import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

const [moduleFile, glueFile] = process.argv.slice(2);

// Classes for streams that are made in WebAssembly and read by JavaScript: server functions that
// stream would need them.
const glue = readFileSync(glueFile, 'utf8')
    .replace(/^export class IntoUnderlying[^]*?^\}\n/gm, '')
    .replace(/^if \(Symbol\.dispose\) IntoUnderlying.*\n/gm, '')
    .replace(/^const IntoUnderlying\w+Finalization = [^]*?;\n/gm, '');
writeFileSync(glueFile, glue);

binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(moduleFile));

// What the glue does not call is no way in.
const called = new Set(Array.from(glue.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
for (let n = module.getNumExports() - 1; n >= 0; n--) {
    const { name } = binaryen.getExportInfo(module.getExportByIndex(n));
    if (!called.has(name)) module.removeExport(name);
}

// Each kind of view that Leptos erases keeps a second way of being taken over, for `hydrate_lazy`;
// Natter's page is taken over by `hydrate_body`. No other function can have been merged with one of
// these: each has the number of its view's type in it.
const LAZY = /^<.+ as tachys(\[\w+\])?::view::any_view::IntoAny>::into_any::hydrate_async::/;
for (let n = 0; n < module.getNumFunctions(); n++) {
    const lazy = module.getFunctionByIndex(n);
    // Binaryen writes what is unusual in a name as \3a.
    const name = binaryen.getFunctionInfo(lazy).name.replace(/\\([0-9a-f]{2})/g, (_, code) =>
        String.fromCharCode(parseInt(code, 16)));
    if (LAZY.test(name)) binaryen.Function(lazy).body = module.unreachable();
}
writeFileSync(moduleFile, module.emitBinary());
