import { durable, expect, test } from '../cast';

test('Enter sends, Shift+Enter breaks the line', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.go(`/c/${ben.username}`);
  const composer = ana.tab.composer(ben);
  await composer.pressSequentially('first line');
  await composer.press('Shift+Enter');
  await composer.pressSequentially('second line');
  await expect(composer).toHaveValue('first line\nsecond line');
  await composer.press('Enter');
  await expect(composer).toHaveValue('');
  await expect(ana.tab.message('first line')).toContainText('second line');
  // A blank one is not sent.
  await composer.press('Enter');
  await composer.fill('  ');
  await composer.press('Enter');
  await ana.tab.say(ben, 'after the blank ones');
  await expect(ana.tab.message('after the blank ones')).toContainText(durable);
  await ana.tab.go(`/c/${ben.username}`);
  await expect(ana.tab.page.getByRole('log').getByRole('listitem').filter({ hasText: durable })).toHaveCount(2);
});

test('Enter while composing neither sends nor breaks the line', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.go(`/c/${ben.username}`);
  const composer = ana.tab.composer(ben);
  await composer.click();
  const keyboard = await ana.context.newCDPSession(ana.tab.page);
  await keyboard.send('Input.imeSetComposition', { text: 'こんにちは', selectionStart: 5, selectionEnd: 5 });
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
  await expect(composer).toHaveValue('こんにちは');
  await keyboard.send('Input.insertText', { text: 'こんにちは' });
  await expect(composer).toHaveValue('こんにちは');
  await composer.press('Enter');
  await expect(composer).toHaveValue('');
  await expect(ana.tab.message('こんにちは')).toContainText(durable);
});

test('what is typed before WebAssembly has arrived is kept', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { page } = ana.tab;
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`/c/${ben.username}`, { waitUntil: 'commit' });
  const composer = ana.tab.composer(ben);
  await composer.pressSequentially('typed early');
  arrive();
  await ana.tab.live();
  await expect(composer).toHaveValue('typed early');
  await expect(composer).toBeFocused();
  await composer.pressSequentially(', sent late');
  await composer.press('Enter');
  await expect(ana.tab.message('typed early, sent late')).toContainText(durable);
  await expect(composer).toHaveValue('');
});

test('taking the page over moves nothing', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ben.sendMany(ana, ['one', 'two', 'three']);
  const { page } = ana.tab;
  // The browser's own measure of what jumps, from the first byte on.
  await page.addInitScript(() => {
    const measured = window as unknown as { jumps: number };
    measured.jumps = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.jumps += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await ana.tab.go(`/c/${ben.username}`);
  await expect(ana.tab.message('three')).toBeInViewport();
  // Entries come after the frame they are about.
  const jumps = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const read = () => resolve((window as unknown as { jumps: number }).jumps);
        requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(read)));
      }),
  );
  expect(jumps).toBeLessThan(0.01);
});
