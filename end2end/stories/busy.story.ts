import { expect, filled, test, words } from '../cast';

const { conversation, status, day } = words;

for (const [screen, viewport] of Object.entries({
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
})) {
  test(`nothing reaches the Busy until they are back, and then all of it, in order, once (${screen})`, async ({
    person,
  }) => {
    const ana = await person('Ana Lindqvist', { viewport });
    const ben = await person('Ben Okafor', { viewport });
    const cleo = await person('Cleo Marsh', { viewport });
    await cleo.sendMany(ben, ['Before all that']);
    await ana.tab.live();
    await ben.tab.live();
    await ben.tab.expectUnseen(cleo, 1);
    const title = await ben.tab.page.title();
    await ben.tab.set(status.busy_open);
    await expect(ben.tab.page.getByText(filled(status.messages_wait, { busy: status.busy }))).toBeVisible();

    await expect(ana.tab.contact(ben)).toContainText(status.busy);
    await ana.tab.open(ben);
    await expect(ana.tab.about()).toHaveText(status.busy);
    await expect(ana.tab.page.getByText(told(status.other, ben.fullName))).toBeVisible();
    for (const body of ['one', 'never mind this', 'two', 'three']) await ana.tab.say(ben, body);
    const waiting = filled(conversation.held_for, { name: ben.fullName });
    await expect(ana.tab.page.getByText(waiting)).toHaveCount(4);
    await ana.tab.message('never mind this').getByRole('button', { name: conversation.take_back_held }).click();
    await expect(ana.tab.message('never mind this')).toHaveCount(0);
    await expect(ana.tab.composer(ben)).toHaveValue('never mind this');
    await ana.tab.composer(ben).fill('');
    // It waits on the server, not in the tab.
    await ana.tab.go(`/c/${ben.username}`);
    await expect(ana.tab.page.getByText(waiting)).toHaveCount(3);

    // Not in a page that is open, nor in a fresh one.
    await cleo.sendMany(ben, ['Nor this']);
    for (let fresh = 0; fresh < 2; fresh++) {
      await ben.tab.expectNothingUnseen(ana);
      await ben.tab.expectUnseen(cleo, 1);
      expect(await ben.tab.page.title()).toBe(title);
      await expect(ben.tab.sidebar().getByRole('link').filter({ hasText: /Ana|Cleo/ })).toContainText([/Cleo/, /Ana/]);
      await expect(ben.tab.sidebar()).not.toContainText('three');
      await ben.tab.go('/');
    }
    // What the Busy write goes out as ever.
    await ben.tab.open(ana);
    await expect(ben.tab.page.getByRole('log')).not.toContainText('one');
    await ben.tab.say(ana, 'Back at five');
    await expect(ana.tab.message('Back at five')).toBeVisible();

    await ben.tab.go('/');
    await ben.tab.button(status.again).click();
    await ben.tab.expectUnseen(ana, 3);
    await ben.tab.expectUnseen(cleo, 2);
    await expect(ben.tab.page).toHaveTitle(/^\(5\)/);
    await expect(ana.tab.page.getByText(waiting)).toHaveCount(0);
    await expect(ana.tab.page.getByText(told(status.other, ben.fullName))).toBeHidden();
    await ben.tab.open(ana);
    for (const { tab } of [ana, ben]) {
      await expect(tab.page.getByRole('log').locator('.words')).toHaveText(['Back at five', 'one', 'two', 'three']);
    }
    await expect(ana.tab.message('three')).toContainText(conversation.seen);
  });
}

test('one is Busy for an hour, until tomorrow, or no more, and others see until when', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ben.tab.live();
  await ana.tab.open(ben);
  const said = ana.tab.about();
  await ben.tab.set(status.busy_hour);
  await expect(said).toHaveText(/^Busy until (tomorrow at )?\d\d:\d\d$/);
  const until = filled(status.busy_until, { when: filled(day.tomorrow_at, { time: '08:00' }) });
  await ben.tab.set(status.busy_tomorrow);
  await expect(said).toHaveText(until);
  await expect(ana.tab.contact(ben)).toContainText(until);
  await expect(ben.tab.page.getByText(filled(status.messages_wait, { busy: until }))).toBeVisible();
  const second = await ben.newTab();
  await second.go('/');
  await second.button(status.again).click();
  await expect(said).toHaveText(conversation.online);
  await expect(ben.tab.button(status.again)).toHaveCount(0);
});

test('Busy, and what waits, with JavaScript switched off', async ({ person, stranger }) => {
  const ben = await person('Ben Okafor');
  const ana = await stranger('Ana Lindqvist', { javaScriptEnabled: false });
  await ana.signUp();
  await ben.tab.go(`/c/${ana.username}`);
  const { tab } = ana;
  await tab.set(status.busy_tomorrow);
  await expect(tab.button(status.again)).toBeVisible();
  await expect(tab.page).toHaveURL('/');
  await ben.tab.say(ana, 'For later');
  const waiting = filled(conversation.held_for, { name: ana.fullName });
  await expect(ben.tab.page.getByText(waiting)).toBeVisible();
  await tab.page.reload();
  await tab.expectNothingUnseen(ben);
  await tab.button(status.again).click();
  await tab.expectUnseen(ben, 1);
  await expect(ben.tab.page.getByText(waiting)).toHaveCount(0);
  await tab.statusMenu().click();
  await tab.button(status.sends_seen).click();
  await tab.statusMenu().click();
  await expect(tab.button(status.sends_seen)).toHaveAttribute('aria-pressed', 'false');
  await tab.statusMenu().click();

  await ben.tab.set(status.busy_hour);
  await tab.open(ben);
  await tab.composer(ben).fill('Written without a script');
  await tab.button(conversation.send).click();
  await expect(tab.message('Written without a script')).toContainText(conversation.held);
  await tab.button(conversation.take_back_held).click();
  await expect(tab.page).toHaveURL(`/c/${ben.username}`);
  await expect(tab.message('Written without a script')).toHaveCount(0);
});

/** A sentence about somebody, whose name is isolated in it. */
function told(sentence: string, name: string): string {
  return filled(sentence, { name: `\u2068${name}\u2069` });
}
