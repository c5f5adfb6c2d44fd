// @ts-check
// Where unsent messages wait, through reloads and restarts, for all tabs of a person.

/**
 * @typedef {object} Entry
 * @property {number} [place] made by the database: the order of writing, over all tabs
 * @property {string} person whose it is; nobody else's tab reads it
 * @property {string} id
 * @property {string} conversation
 * @property {string} body
 * @property {number} at
 * @property {string} problem why it was refused, or nothing
 */

const STORE = 'outbox';
/** An answer that takes longer is none: a browser may lose its database. In milliseconds. */
const PATIENCE = 3000;

let person = '';
/** @type {Promise<IDBDatabase> | undefined} */
let database;
/** @type {BroadcastChannel | undefined} */
let channel;
/** @type {(told: string) => void} */
let hear = () => {};

/**
 * Begins to tell what the outbox has: now, and whenever a tab has changed it.
 * @param {string} who
 * @param {(told: string) => void} changed each entry as six texts, parted by a NUL
 * @param {(told: string) => void} settled the id and the number of one that another tab has heard to
 *   be durable, parted in the same way
 */
export function attend(who, changed, settled) {
  person = who;
  hear = changed;
  channel = new BroadcastChannel(`natter-outbox-${who}`);
  channel.onmessage = ({ data }) => (data ? settled(data) : look());
  look();
}

/** Tells nothing any more. */
export function leave() {
  hear = () => {};
  channel?.close();
}

/** Tells what the outbox has. */
export async function look() {
  /** @param {Entry} entry */
  const text = ({ place, id, conversation, body, at, problem }) =>
    [place, id, conversation, body, at, problem].join('\0');
  try {
    const entries = await work('readonly', (store) => store.index('person').getAll(person));
    hear(entries.map(text).join('\0'));
  } catch {
    // There is nothing then, and keeping will fail.
  }
}

/**
 * Keeps a message, behind all that are kept; the answer is its place, once it is on disk.
 * @param {string} id
 * @param {string} conversation
 * @param {string} body
 * @param {number} at
 * @returns {Promise<number>}
 */
export async function keep(id, conversation, body, at) {
  const entry = { person, id, conversation, body, at, problem: '' };
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  const place = await Promise.race([work('readwrite', (store) => store.add(entry)), late]);
  channel?.postMessage('');
  return Number(place);
}

/**
 * Notes why a message was refused, or that it is to be sent again, maybe under another id.
 * @param {string} id
 * @param {string} newId
 * @param {string} problem
 */
export function note(id, newId, problem) {
  change(id, (cursor) => cursor.update({ ...cursor.value, id: newId, problem }));
}

/**
 * Forgets a message that its person took back.
 * @param {string} id
 */
export function forget(id) {
  change(id, (cursor) => cursor.delete());
}

/**
 * Forgets a message that is durable, and tells the other tabs its place: they show it on.
 * @param {string} id
 * @param {number} seq
 */
export function settle(id, seq) {
  channel?.postMessage(`${id}\0${seq}`);
  forget(id);
}

/**
 * Asks whether all messages of the person may be forgotten; then, and once they are, submits the form.
 * @param {HTMLFormElement} form
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 */
export async function askToClear(form, question, yes, no) {
  if (!(await ask(question, yes, no))) return;
  try {
    await work('readwrite', (store) => each(store.index('person').openCursor(person), (cursor) => cursor.delete()));
  } catch {
    // As in `look`.
  }
  channel?.postMessage('');
  form.submit();
}

/**
 * Holds everything else up until there is an answer. Whoever turns away has said no.
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @returns {Promise<boolean>}
 */
function ask(question, yes, no) {
  const dialog = document.createElement('dialog');
  dialog.className = 'question';
  dialog.role = 'alertdialog';
  dialog.ariaLabel = question;
  const answers = [no, yes].map((answer) => {
    const button = document.createElement('button');
    button.className = 'button-quiet';
    button.textContent = answer;
    button.onclick = () => dialog.close(answer);
    return button;
  });
  const words = document.createElement('p');
  words.textContent = question;
  dialog.append(words, ...answers);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === yes);
    };
  });
}

/**
 * @param {string} id
 * @param {(cursor: IDBCursorWithValue) => void} act
 */
async function change(id, act) {
  try {
    await work('readwrite', (store) => each(store.index('message').openCursor([person, id]), act));
  } catch {
    // As in `look`.
  }
  channel?.postMessage('');
  look();
}

/**
 * @param {IDBRequest<IDBCursorWithValue | null>} asked
 * @param {(cursor: IDBCursorWithValue) => void} act
 */
function each(asked, act) {
  asked.onsuccess = () => {
    const cursor = asked.result;
    if (cursor) {
      act(cursor);
      cursor.continue();
    }
  };
  return asked;
}

/**
 * One transaction: what was asked for is answered when it is complete, and so on disk.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function work(mode, ask) {
  try {
    return await attempt(mode, ask);
  } catch (error) {
    // It was closed without a word, as browsers on phones do.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error;
    database = undefined;
    return attempt(mode, ask);
  }
}

/** @type {typeof work} */
async function attempt(mode, ask) {
  const open = await (database ??= openDatabase());
  return new Promise((resolve, reject) => {
    const transaction = open.transaction(STORE, mode, { durability: 'strict' });
    const asked = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('natter', 1);
    asked.onupgradeneeded = () => {
      const store = asked.result.createObjectStore(STORE, { keyPath: 'place', autoIncrement: true });
      store.createIndex('person', 'person');
      store.createIndex('message', ['person', 'id'], { unique: true });
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const forget = () => {
        database = undefined;
      };
      asked.result.onclose = forget;
      // A newer page wants another form of it; this one opens it again when it needs it.
      asked.result.onversionchange = () => {
        asked.result.close();
        forget();
      };
      resolve(asked.result);
    };
  });
}
