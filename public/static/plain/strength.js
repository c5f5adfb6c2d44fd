// @ts-check
// How strong a password is, while it is chosen: the server judges it.

/** Nobody needs to know after each letter. In milliseconds. */
const QUIET_MS = 250;
/** What somebody types about themselves in the same form. */
const ABOUT = ['full_name', 'username', 'email'];

/** @type {number | undefined} */
let waiting;
let asked = 0;

document.addEventListener('input', (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !('judged' in field.dataset)) return;
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void judge(field), QUIET_MS);
});

/** @param {HTMLInputElement} field */
async function judge(field) {
  const meter = field.form?.querySelector('[data-strength]');
  if (!(meter instanceof HTMLElement) || !field.form) return;
  const number = ++asked;
  if (field.value === '') {
    meter.hidden = true;
    return;
  }
  const body = new URLSearchParams({ password: field.value });
  for (const name of ABOUT) {
    const other = field.form.elements.namedItem(name);
    if (other instanceof HTMLInputElement) body.append(name, other.value);
  }
  const headers = { Accept: 'application/json' };
  const answer = await fetch('/api/judge_password', { method: 'POST', body, headers }).catch(() => undefined);
  if (!answer?.ok || number !== asked) return;
  const { score, problem } = await answer.json();
  const scores = JSON.parse(meter.dataset.scores ?? '[]');
  const refusals = JSON.parse(meter.dataset.refusals ?? '{}');
  meter.dataset.strength = problem ? '0' : String(score);
  meter.hidden = false;
  const words = meter.querySelector('p');
  if (words) words.textContent = (problem && refusals[problem.code]) ?? scores[score] ?? '';
}
