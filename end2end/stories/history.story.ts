import { expect, test, type Tab } from '../cast';

/** Where a message stands in the window; it may just be drawn anew. */
async function height(tab: Tab, body: string): Promise<number> {
  let found: { y: number } | null = null;
  await expect.poll(async () => (found = await tab.message(body).boundingBox())).not.toBeNull();
  return found!.y;
}

test('older messages load on the way up, and the place is held', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ben.sendMany(ana, Array.from({ length: 120 }, (_, index) => `Number ${index + 1}.`));
  const { tab } = ana;
  // Older messages arrive when the story says so.
  let arrive = () => {};
  let arrived = Promise.resolve();
  let asked = 0;
  await tab.page.route('**/api/page_messages', async (route) => {
    asked += 1;
    await arrived;
    await route.continue();
  });
  await tab.go(`/c/${ben.username}`);
  await expect(tab.message('Number 120.')).toBeInViewport();

  for (const [oldest, older] of [
    ['Number 71.', 'Number 21.'],
    ['Number 21.', 'Number 1.'],
  ]) {
    arrived = new Promise((resolve) => (arrive = resolve));
    const askedBefore = asked;
    await expect(async () => {
      await tab.message(oldest).scrollIntoViewIfNeeded();
      expect(asked).toBeGreaterThan(askedBefore);
    }).toPass();
    await expect(tab.message(older)).toHaveCount(0);
    const before = await height(tab, oldest);
    arrive();
    await expect(tab.message(older)).toHaveCount(1);
    // A line of text, for what was said while they were on their way.
    await expect.poll(async () => Math.abs((await height(tab, oldest)) - before)).toBeLessThan(60);
  }
  await tab.message('Number 1.').scrollIntoViewIfNeeded();
  const before = await height(tab, 'Number 1.');
  // Nobody is torn away from what they read by what arrives.
  await ben.sendMany(ana, ['The newest.']);
  await expect(tab.message('The newest.')).toHaveCount(1);
  expect(await height(tab, 'Number 1.')).toBe(before);
  await expect(tab.page.getByRole('log').getByRole('listitem').filter({ hasText: /Number \d/ })).toHaveCount(120);
});
