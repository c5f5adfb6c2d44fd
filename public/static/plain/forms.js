// @ts-check
// Posts forms without leaving the page, so that passwords need not be typed again when something else
// was refused. Whatever fails here, the browser posts the form by itself.

/** The server answers as it does to the browser itself, but for the leading on. */
const HEADERS = { Accept: 'text/html', 'Natter-Form': 'stay' };

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !('stays' in form.dataset)) return;
  event.preventDefault();
  if (form.ariaBusy !== 'true') void post(form);
});

// A page that was left and is come back to, is no longer busy.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

/** @param {HTMLFormElement} form */
async function post(form) {
  const end = begin(form);
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  const answer = await fetch(form.action, { method: 'POST', body: fields, headers: HEADERS }).catch(() => undefined);
  const next = answer?.headers.get('location');
  if (!answer || !next) return form.submit();
  const there = new URL(next, location.href);
  if (answer.ok || there.pathname !== location.pathname) return location.assign(there);
  const page = await fetch(there, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!page?.ok || !show(await page.text())) return location.assign(there);
  end();
}

/**
 * Puts the page with what was refused in place of this one; what is typed into passwords stays.
 * @param {string} page
 */
function show(page) {
  const fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('main');
  const main = document.querySelector('main');
  if (!fresh || !main) return false;
  const passwords = [...main.querySelectorAll('input[type=password], input[data-judged]')];
  const typed = passwords.map((field) => /** @type {const} */ ([field.id, /** @type {HTMLInputElement} */ (field).value]));
  main.replaceWith(document.adoptNode(fresh));
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  const first = fresh.querySelector('[aria-invalid=true], [role=alert]');
  if (first instanceof HTMLElement) first.focus();
  return true;
}

/**
 * Says that the form is on its way; what it returns says that it is back.
 * @param {HTMLFormElement} form
 */
function begin(form) {
  const button = form.querySelector('[data-busy]');
  const words = button?.textContent ?? '';
  form.ariaBusy = 'true';
  if (button instanceof HTMLButtonElement) button.textContent = button.dataset.busy ?? words;
  return () => {
    form.ariaBusy = null;
    if (button) button.textContent = words;
  };
}
