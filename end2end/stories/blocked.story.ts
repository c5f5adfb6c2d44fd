import { test as base, expect, type Person, type Tab, words } from '../cast';

// Something on the way lets no WebSocket through, of which browsers complain.
const test = base.extend({
  settings: { NATTER_WEBSOCKETS: 'off' },
  person: async ({ stranger }, use) => {
    await use(async (fullName, options) => {
      const person = await stranger(fullName, options);
      person.tab.forgive(/WebSocket connection/);
      await person.signUp();
      return person;
    });
  },
});

/** Waits until a tab is connected the slower way, and says so. */
async function live(tab: Tab): Promise<void> {
  await expect(tab.page.getByText(words.link.slower, { exact: true })).toBeVisible();
}

/** So many tabs of somebody, all live, at this path. Of those that were open only the first stays. */
async function openTabs(person: Person, count: number, path: string): Promise<Tab[]> {
  const tabs = [person.tab];
  while (tabs.length < count) tabs.push(await person.newTab());
  for (const tab of tabs) {
    tab.forgive(/WebSocket connection/);
    // What was just going to be said to a stream that has ended is said to the next one.
    tab.forgive(/404.*\/live\/commands/);
    await tab.page.goto(path);
  }
  for (const tab of tabs) await live(tab);
  return tabs;
}

async function hear(tabs: Tab[], body: string): Promise<void> {
  for (const tab of tabs) await expect(tab.message(body)).toHaveCount(1);
}

for (const locks of [true, false]) {
  test(`eight tabs go on without WebSockets, whichever is closed, ${locks ? 'with' : 'without'} Web Locks`, async ({ person }) => {
    // Nine tabs at once are much for a small machine.
    test.slow();
    const ana = await person('Ana Lindqvist');
    const ben = await person('Ben Okafor');
    if (!locks) {
      const without = () => Object.defineProperty(navigator, 'locks', { value: undefined });
      for (const { context } of [ana, ben]) await context.addInitScript(without);
    }
    const bens = await openTabs(ben, 8, `/c/${ana.username}`);
    const [anas] = await openTabs(ana, 1, `/c/${ben.username}`);

    await anas.say(ben, 'to all eight');
    await hear([anas, ...bens], 'to all eight');
    for (const [index, tab] of bens.entries()) await tab.say(ana, `from tab ${index}`);
    for (const index of bens.keys()) await hear([anas, ...bens], `from tab ${index}`);
    await expect(anas.message('to all eight')).toContainText(words.conversation.seen);

    // The first has been listening for the others.
    await bens[0].page.close({ runBeforeUnload: true });
    const left = bens.slice(1);
    await anas.say(ben, 'to those that are left');
    await hear([anas, ...left], 'to those that are left');
    for (const tab of left) await live(tab);
    await left[6].say(ana, 'we are well');
    await hear([anas, ...left], 'we are well');

    // Whatever is said while one listener follows the other, nobody misses.
    const bodies = Array.from({ length: 40 }, (_, index) => `quickly ${index}.`);
    const sending = ana.sendMany(ben, bodies);
    for (const tab of left.splice(0, 4)) await tab.page.close();
    await sending;
    for (const tab of left) {
      const said = tab.page.getByRole('log').getByRole('listitem').filter({ hasText: 'quickly' });
      await expect(said).toContainText(bodies);
    }
  });
}

test('a listener that has fallen asleep is replaced', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const [sleeper, ...others] = await openTabs(ben, 3, `/c/${ana.username}`);
  const [anas] = await openTabs(ana, 1, `/c/${ben.username}`);
  const session = await ben.context.newCDPSession(sleeper.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await anas.say(ben, 'are you there?');
  // A message of their own that is not answered is what they notice it by.
  for (const tab of others) await tab.say(ana, 'is anybody?');
  await expect(others[0].message('are you there?')).toHaveCount(1, { timeout: 30_000 });
  await expect(anas.message('is anybody?')).toHaveCount(2, { timeout: 30_000 });
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(sleeper.message('is anybody?')).toHaveCount(2, { timeout: 30_000 });
  await anas.say(ben, 'good morning');
  await hear([anas, sleeper, ...others], 'good morning');
});

test('logging out in one tab logs out the others', async ({ person }) => {
  const ben = await person('Ben Okafor');
  const [one, other] = await openTabs(ben, 2, '/');
  await one.button(words.auth.log_out).click();
  for (const tab of [one, other]) await expect(tab.page).toHaveURL('/login');
});

test('a network that lets WebSockets through again is made use of', async ({ person, server }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const bens = await openTabs(ben, 2, `/c/${ana.username}`);
  for (const tab of bens) tab.forgive(/ERR_|WebSocket|503/);
  const mark = (tab: Tab) => tab.page.getByText(words.link.slower, { exact: true });
  await server.stop();
  await server.startAgain({ NATTER_WEBSOCKETS: 'on' });
  for (const tab of bens) await expect(mark(tab)).toBeVisible({ timeout: 40_000 });
  for (const tab of bens) await tab.page.evaluate(() => window.dispatchEvent(new Event('online')));
  for (const tab of bens) await expect(mark(tab)).toBeHidden();
  for (const tab of bens) await tab.live();
  await bens[0].say(ana, 'quick again');
  await hear(bens, 'quick again');
});
