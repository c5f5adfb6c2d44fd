// @ts-check
// Looking at a password while it is typed.

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-reveals]') : undefined;
  if (!(button instanceof HTMLButtonElement)) return;
  const field = document.getElementById(button.dataset.reveals ?? '');
  if (!(field instanceof HTMLInputElement)) return;
  const shown = field.type === 'text';
  field.type = shown ? 'password' : 'text';
  button.ariaPressed = String(!shown);
});
