// @ts-check
// Which of a browser's tabs does something for all of them.

/** A lease is good for so long, and renewed this often. In milliseconds. */
const LEASE = 3000;
const RENEWAL = 1000;
/** If several tabs take a free lease at once, the last to write has it: all look again after this. */
const SETTLING = 50;

/**
 * Stands for the lead under a name, for as long as the tab lives: `became` is called when this tab
 * leads, `lost` when another has taken the lead from it; it then stands again. With `steal` the lead
 * is taken at once from a tab that has it and does not answer any more. For a moment two tabs may
 * both believe that they lead.
 * @param {string} name
 * @param {() => void} became
 * @param {() => void} lost
 * @param {boolean} steal
 * @returns {() => void} gives up the lead, or standing for it; neither callback is called after that
 */
export function lead(name, became, lost, steal) {
  // Only a secure context has them, and http on a LAN is none.
  return (navigator.locks ? byLock : byLease)(name, became, lost, steal);
}

/** @type {typeof lead} */
function byLock(name, became, lost, steal) {
  const over = new AbortController();
  /** @param {boolean} steal */
  const stand = async (steal) => {
    let leads = false;
    try {
      // The two options exclude each other.
      await navigator.locks.request(name, steal ? { steal } : { signal: over.signal }, () => {
        if (over.signal.aborted) return;
        leads = true;
        became();
        return new Promise((resolve) => over.signal.addEventListener('abort', resolve));
      });
    } catch {
      if (over.signal.aborted) return;
      if (leads) lost();
      setTimeout(stand, RENEWAL, false);
    }
  };
  stand(steal);
  return () => over.abort();
}

/** @type {typeof lead} */
function byLease(name, became, lost, steal) {
  const me = String(Math.random());
  let leads = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  const read = () => {
    const [holder, until] = (localStorage.getItem(name) ?? '').split(' ');
    const left = Number(until) - Date.now();
    // A lease that is too long was written before the clock was set back.
    return left > 0 && left <= LEASE ? holder : '';
  };
  const look = () => {
    let holder = me;
    let wait = RENEWAL;
    try {
      holder = read();
      if (steal || !holder) wait = SETTLING;
      if (steal || !holder || holder === me) localStorage.setItem(name, `${me} ${Date.now() + LEASE}`);
      steal = false;
    } catch {
      // Without a storage every tab is alone.
    }
    next = setTimeout(look, wait);
    if ((holder === me) !== leads) {
      leads = !leads;
      (leads ? became : lost)();
    }
  };
  const give = () => {
    try {
      if (read() === me) localStorage.removeItem(name);
    } catch {
      // As above.
    }
  };
  next = setTimeout(look);
  addEventListener('pagehide', give);
  return () => {
    clearTimeout(next);
    removeEventListener('pagehide', give);
    give();
  };
}
