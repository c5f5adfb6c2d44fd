// @ts-check
// Copying and printing what is shown once.

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : undefined;
  if (!button) return;
  if ('prints' in button.dataset) print();
  if (button.dataset.copies) void copy(button, button.dataset.copies);
});

/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
async function copy(button, text) {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  if (copied || copyByHand(button, text)) button.textContent = button.dataset.done ?? '';
}

/**
 * Where the page is on plain http there is no clipboard but that of old.
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
function copyByHand(button, text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr-only';
  button.after(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  button.focus();
  return copied;
}
