// @ts-check
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

/** As browsers report a connection that ended without a word (RFC 6455, 7.1.5). */
const BROKEN_OFF = 1006;
/** As the server says it on a socket. */
const SESSION_ENDED = 4001;
/** Between this module and the page: WebSockets pass again. */
const SOCKETS_PASS = 3001;

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

/** One tab's connection; to the page it is a WebSocket. */
class Connection extends EventTarget {
  // Like those of a WebSocket: 0 until a stream is there, 1 while it is open, 3 from then on.
  readyState = 0;
  binaryType = 'blob';
  /** A new number for each hello. */
  tab = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
  stream = '';
  began = 0;
  heard = false;
  /** One after the other: commands have an order. */
  said = Promise.resolve();

  /** @param {string} text */
  send(text) {
    this.said = this.said.then(() => this.post(text));
  }

  /** @param {string} text */
  async post(text) {
    if (this.readyState !== 1) return;
    const answer = await fetch(this.door(), { method: 'POST', body: text }).catch(() => undefined);
    if (answer?.ok) return;
    // Whoever listens may do so for somebody else by now, or to nothing at all.
    if (answer?.status === 404 && !this.heard) tell({ kind: 'dead', stream: this.stream });
    this.end(answer?.status === 401 ? SESSION_ENDED : BROKEN_OFF);
  }

  close() {
    const was = this.readyState;
    this.readyState = 3;
    if (was === 1) {
      navigator.sendBeacon(this.door());
      if (!this.heard && performance.now() > this.began + ANSWER_WITHIN) tell({ kind: 'dead', stream: this.stream });
    }
    if (this !== current) return;
    clearTimeout(patience);
    clearTimeout(parting);
    // One that was closed from here may have been too silent: then its stream is not to be trusted.
    if (was === 3) parting = setTimeout(leave, PART_AFTER);
    else leave();
  }

  door() {
    return `/live/commands?stream=${this.stream}&tab=${this.tab}`;
  }

  /** @param {string} stream */
  begin(stream) {
    if (this.readyState === 0 && stream) {
      this.stream = stream;
      this.began = performance.now();
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
    } else if (this.readyState === 1 && stream !== this.stream) {
      this.end(BROKEN_OFF);
    }
  }

  /**
   * @param {string} type
   * @param {string} data the tab's number, a space, and a frame or a code
   */
  hear(type, data) {
    const number = `${this.tab} `;
    if (this.readyState !== 1 || !data.startsWith(number)) return;
    this.heard = true;
    const said = data.slice(number.length);
    if (type === 'close') this.end(Number(said));
    else this.dispatchEvent(new MessageEvent('message', { data: said }));
  }

  /** @param {number} code */
  end(code) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
}

/**
 * A new connection of this tab, in place of the one before.
 * @param {Lead} byLead
 */
export function open(byLead) {
  lead = byLead;
  current?.close();
  clearTimeout(parting);
  current = new Connection();
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
  if (word.kind === 'dead') hearDead(word.stream);
}

/** @param {string} stream */
function hearDead(stream) {
  if (stream === ours) hush();
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
      hearDead(word.stream);
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
