// @ts-check
import { lead } from '../tabs/leader.js';

// Loaded by those few who need it: their network lets no WebSocket through.
const MODULE = '/static/live/events.js';

/**
 * A connection over server-sent events, to be used like a WebSocket.
 * @returns {Promise<EventTarget>}
 */
export async function openByEvents() {
  return (await import(MODULE)).open(lead);
}
