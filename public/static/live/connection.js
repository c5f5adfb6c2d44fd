// @ts-check
// One tab's connection over an event stream. To the page it is a WebSocket.

/** As browsers report a connection that ended without a word (RFC 6455, 7.1.5). */
export const BROKEN_OFF = 1006;
/** Between the page and us: WebSockets pass again. */
export const SOCKETS_PASS = 3001;
/** As the server says it on a socket. */
const SESSION_ENDED = 4001;
/** One that has been open for so long and has heard nothing will not. In milliseconds. */
const HEARD_WITHIN = 3_000;

/**
 * What becomes of a connection: its stream seems dead; it was closed, by the page, which had heard its
 * end before or had not.
 * @typedef {{ dead: (stream: string) => void, closed: (connection: Connection, ended: boolean) => void }} Listener
 */

/** A connection, under a number of its own on whichever stream there is. */
export class Connection extends EventTarget {
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

  /** @param {Listener} listener */
  constructor(listener) {
    super();
    this.listener = listener;
  }

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
    if (answer?.status === 404 && !this.heard) this.listener.dead(this.stream);
    this.end(answer?.status === 401 ? SESSION_ENDED : BROKEN_OFF);
  }

  close() {
    const was = this.readyState;
    this.readyState = 3;
    if (was === 1) {
      navigator.sendBeacon(this.door());
      if (!this.heard && performance.now() > this.began + HEARD_WITHIN) this.listener.dead(this.stream);
    }
    this.listener.closed(this, was === 3);
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
