import { expect, test, words } from '../cast';

test('back and forward lead through what was open, without loading the page anew', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const cleo = await person('Cleo Marsh');
  const { page } = ana.tab;
  await ana.tab.live();
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await ana.tab.open(ben);
  await ana.tab.open(cleo);
  await page.goBack();
  await expect(page).toHaveURL(`/c/${ben.username}`);
  await expect(ana.tab.composer(ben)).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/');
  await expect(page.getByText(words.conversation.choose, { exact: true })).toBeVisible();
  await page.goForward();
  await page.goForward();
  await expect(page).toHaveURL(`/c/${cleo.username}`);
  await expect(ana.tab.composer(cleo)).toBeVisible();
  expect(await page.evaluate(() => 'isTheSame' in window)).toBe(true);
});
