// @ts-check
import { BROKEN_OFF, Connection, SOCKETS_PASS } from './connection.js';

// The live connection where WebSockets are blocked: facts by server-sent events, commands by POST.
//
// Browsers have six connections for all tabs of a site (HTTP/1.1), and a stream takes one for good: so
// one tab listens for all. It passes on to the others what is theirs; each says its own commands. When
// it goes, another listens, by a stream of its own: then every connection is over, and is opened anew
// with a hello, which misses nothing.

/**
 * What tabs tell each other: of the listener that it listens, by which stream (none yet: ''), what came,
 * that its stream is over, that WebSockets pass again; of the others, who listens, and that a stream
 * seems dead.
 * @typedef {(
 *   | { kind: 'listening' | 'over' | 'dead', stream: string }
 *   | { kind: 'told', type: string, data: string }
 *   | { kind: 'who' | 'free' }
 * )} Word
 * @typedef {(name: string, became: () => void, lost: () => void, steal: boolean) => () => void} Lead
 */

const LEAD = 'natter-live';
/** A listener that has not answered after so long is asleep or gone. In milliseconds. */
const ANSWER_WITHIN = 3_000;
/** A tab whose connection has ended listens on for the others for so long, in case it comes back. */
const PART_AFTER = 2_000;
/** After so long the listener looks whether WebSockets pass again; up to twice that. */
const LOOK_AFTER = 150_000;

const tabs = new BroadcastChannel(LEAD);
/** @type {Connection | undefined} */
let current;
/** @type {Lead} */
let lead;
/** @type {(() => void) | undefined} */
let release;
let leads = false;
/** @type {EventSource | undefined} While this tab listens. */
let source;
/** The stream that this tab listens to, once it is told. */
let ours = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */
let patience;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let parting;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let curiosity;

/**
 * A new connection of this tab, in place of the one before.
 * @param {Lead} byLead
 */
export function open(byLead) {
  lead = byLead;
  current?.close();
  clearTimeout(parting);
  current = new Connection({ dead, closed });
  release ??= lead(LEAD, became, lost, false);
  if (!leads) {
    // Whoever listens answers; if nobody does, this tab will.
    tell({ kind: 'who' });
    patience = setTimeout(() => {
      release?.();
      release = lead(LEAD, became, lost, true);
    }, ANSWER_WITHIN);
  } else if (source) {
    current.begin(ours);
  } else {
    listen();
  }
  return current;
}

/**
 * @param {Connection} connection
 * @param {boolean} ended
 */
function closed(connection, ended) {
  if (connection !== current) return;
  clearTimeout(patience);
  clearTimeout(parting);
  // One that was closed while it was open may have been too silent: then its stream is not to be trusted.
  if (ended) parting = setTimeout(leave, PART_AFTER);
  else leave();
}

/** This tab needs nothing any more, and does nothing for the others. */
function leave() {
  clearTimeout(patience);
  clearTimeout(parting);
  hush();
  release?.();
  release = current = undefined;
  leads = false;
}

function became() {
  clearTimeout(patience);
  leads = true;
  listen();
}

function lost() {
  leads = false;
  hush();
}

/** Listens for all tabs. */
function listen() {
  source = new EventSource('/live/events');
  source.addEventListener('stream', (event) => {
    ours = event.data;
    tell({ kind: 'listening', stream: ours });
    current?.begin(ours);
  });
  for (const type of ['message', 'close']) {
    source.addEventListener(type, (event) => {
      const { data } = /** @type {MessageEvent} */ (event);
      tell({ kind: 'told', type, data });
      current?.hear(type, data);
    });
  }
  // What is said from now on would be missing: nobody waits until the browser has connected again.
  source.addEventListener('error', hush);
  tell({ kind: 'listening', stream: '' });
  curiosity = setTimeout(look, LOOK_AFTER * (1 + Math.random()));
}

/** Listens no more; every connection by this stream is over. */
function hush() {
  if (!source) return;
  clearTimeout(curiosity);
  source.close();
  source = undefined;
  tell({ kind: 'over', stream: ours });
  ours = '';
  current?.end(BROKEN_OFF);
}

/** Do WebSockets pass again? */
function look() {
  if (!source) return;
  clearTimeout(curiosity);
  curiosity = setTimeout(look, LOOK_AFTER * (1 + Math.random()));
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
  socket.addEventListener('open', () => {
    socket.close();
    tell({ kind: 'free' });
    current?.end(SOCKETS_PASS);
  });
}

/** @param {Word} word */
function tell(word) {
  tabs.postMessage(word);
}

/** @param {string} stream */
function dead(stream) {
  if (stream === ours) hush();
  else tell({ kind: 'dead', stream });
}

tabs.addEventListener('message', (event) => {
  /** @type {Word} */
  const word = event.data;
  switch (word.kind) {
    case 'who':
      if (leads) tell({ kind: 'listening', stream: ours });
      break;
    case 'listening':
      // A tab that has just lost the lead learns of it by itself.
      if (leads) break;
      clearTimeout(patience);
      current?.begin(word.stream);
      break;
    case 'told':
      current?.hear(word.type, word.data);
      break;
    case 'over':
      if (current?.stream === word.stream) current.end(BROKEN_OFF);
      break;
    case 'dead':
      if (word.stream === ours) hush();
      break;
    case 'free':
      current?.end(SOCKETS_PASS);
  }
});

// Another network may let them through.
addEventListener('online', look);
/** @type {{ connection?: EventTarget }} */ (navigator).connection?.addEventListener('change', look);
addEventListener('pagehide', (event) => {
  const gone = current;
  gone?.close();
  leave();
  // A page that comes back from the browser's memory learns that it was away.
  if (event.persisted) {
    addEventListener('pageshow', () => gone?.dispatchEvent(new CloseEvent('close', { code: BROKEN_OFF })), {
      once: true,
    });
  }
});
