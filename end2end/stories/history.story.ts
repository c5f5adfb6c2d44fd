import { expect, test, type Tab } from '../cast';

const distance = async (tab: Tab, body: string) =>
  (await tab.message(body).boundingBox())?.y ?? Number.NaN;

test('older messages load on the way up, and the place is held', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const bodies = Array.from({ length: 120 }, (_, index) => `Number ${index + 1}.`);
  await ben.sendMany(ana, bodies);
  const { tab } = ana;
  await tab.go(`/c/${ben.username}`);
  await expect(tab.message('Number 120.')).toBeInViewport();
  await expect(tab.message('Number 70.')).toHaveCount(0);

  for (const [top, older] of [
    ['Number 71.', 'Number 21.'],
    ['Number 21.', 'Number 1.'],
  ]) {
    // Up to where the loaded ones begin: the older ones come, and nothing moves.
    await tab.message(top).scrollIntoViewIfNeeded();
    const before = await distance(tab, top);
    await expect(tab.message(older)).toHaveCount(1);
    await expect.poll(async () => Math.abs((await distance(tab, top)) - before)).toBeLessThan(60);
    await expect(tab.message(top)).toBeInViewport();
  }
  await tab.message('Number 1.').scrollIntoViewIfNeeded();
  // Nobody is torn away from what they read by what arrives.
  await ben.sendMany(ana, ['The newest.']);
  await expect(tab.message('The newest.')).toHaveCount(1);
  await expect(tab.message('Number 1.')).toBeInViewport();
  await expect(tab.page.getByRole('log').getByRole('listitem').filter({ hasText: /Number \d/ })).toHaveCount(120);
});
