import { durable, expect, test, words } from '../cast';

test('both go on after the server was restarted', async ({ person, server }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  for (const { tab } of [ana, ben]) {
    tab.forgive(/WebSocket connection|ERR_CONNECTION_REFUSED/);
  }
  await ana.tab.live();
  await ana.tab.open(ben);
  await ben.tab.live();
  await ana.tab.say(ben, 'before');
  await ben.tab.expectUnseen(ana, 1);

  await server.stop();
  await expect(ana.tab.page.getByText(words.link.waiting)).toBeVisible();
  await ana.tab.say(ben, 'while it was away');
  // Nothing is called sent that is not; it goes out by itself when the server is back.
  await expect(ana.tab.message('while it was away')).toContainText(words.conversation.waiting);
  await expect(ana.tab.message('while it was away')).not.toContainText(words.conversation.failed);
  await server.startAgain();

  await expect(ana.tab.message('while it was away')).toContainText(durable, { timeout: 40_000 });
  await ben.tab.expectUnseen(ana, 2);
  await ben.tab.open(ana);
  await ben.tab.say(ana, 'after');
  await expect(ana.tab.message('after')).toBeVisible();
  await expect(ana.tab.page.getByText(words.link.waiting)).toBeHidden();
});

test('both go on when the server is killed while both write, without touching anything', async ({ person, server }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  for (const { tab } of [ana, ben]) {
    tab.forgive(/WebSocket connection|ERR_CONNECTION_REFUSED/);
    await tab.live();
  }
  await ana.tab.open(ben);
  await ben.tab.open(ana);
  const count = 6;
  const write = async (from: typeof ana, to: typeof ana) => {
    for (let n = 1; n <= count; n++) await from.tab.say(to, `${from.fullName} ${n}.`);
  };
  const writing = Promise.all([write(ana, ben), write(ben, ana)]);
  await server.kill();
  await writing;
  await server.startAgain();

  const lines = (who: typeof ana) => who.tab.page.getByRole('log').locator('.words').allTextContents();
  for (const who of [ana, ben]) {
    for (const from of [ana, ben]) {
      await expect(who.tab.message(`${from.fullName} ${count}.`)).toBeVisible({ timeout: 40_000 });
    }
    for (let n = 1; n <= count; n++) await expect(who.tab.message(`${who.fullName} ${n}.`)).toContainText(durable);
  }
  const [anas, bens] = [await lines(ana), await lines(ben)];
  expect(anas).toEqual(bens);
  expect(anas).toHaveLength(2 * count);
  for (const from of [ana, ben]) {
    const own = anas.filter((line) => line.startsWith(from.fullName));
    expect(own).toEqual([...own.keys()].map((n) => `${from.fullName} ${n + 1}.`));
  }
});
