import { expect, test, words } from '../cast';

const { conversation, status, receipt } = words;

for (const [screen, viewport] of Object.entries({
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
})) {
  test(`a message says that it was delivered, then that it was seen, and when (${screen})`, async ({ person }) => {
    const ana = await person('Ana Lindqvist', { viewport });
    const ben = await person('Ben Okafor', { viewport });
    await ben.tab.page.goto('about:blank');
    await ana.tab.live();
    await ana.tab.open(ben);
    await ana.tab.say(ben, 'Are you there?');
    const message = ana.tab.message('Are you there?');
    await expect(message.getByRole('button', { name: conversation.sent, exact: true })).toBeVisible();

    // A page that was merely served has received nothing; one that is alive has.
    await ben.tab.go('/');
    await expect(message.getByRole('button', { name: conversation.delivered, exact: true })).toBeVisible();
    await ben.tab.expectUnseen(ana, 1);

    await ben.tab.open(ana);
    const mark = message.getByRole('button', { name: conversation.seen, exact: true });
    await expect(mark).toBeVisible();
    await mark.click();
    await expect(mark).toHaveAttribute('aria-expanded', 'true');
    const [sent] = receipt.sent.split('{');
    await expect(message).toContainText(
      new RegExp(`${sent}\\d\\d:\\d\\d · ${conversation.delivered} \\d\\d:\\d\\d · ${conversation.seen} \\d\\d:\\d\\d`),
    );
    await mark.click();
    await expect(message).not.toContainText(new RegExp(`${sent}\\d`));
  });
}

test('who sends no seen receipts is shown none, and counts as ever', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ben.tab.live();
  await ben.tab.statusMenu().click();
  await ben.tab.button(status.sends_seen).click();
  await ben.tab.statusMenu().click();
  await expect(ben.tab.button(status.sends_seen)).toHaveAttribute('aria-pressed', 'false');
  await ben.tab.page.keyboard.press('Escape');
  await expect(ben.tab.button(status.sends_seen)).toBeHidden();

  await ana.tab.open(ben);
  await ana.tab.say(ben, 'one');
  await ben.tab.expectUnseen(ana, 1);
  await ben.tab.open(ana);
  await ben.tab.expectNothingUnseen(ana);
  await ben.tab.say(ana, 'two');
  await expect(ana.tab.message('two')).toBeVisible();
  await ana.tab.say(ben, 'three');
  await expect(ana.tab.message('three')).toContainText(conversation.delivered);
  await expect(ben.tab.message('two')).toContainText(conversation.delivered);
  for (const { tab } of [ana, ben]) await expect(tab.page.getByRole('log')).not.toContainText(conversation.seen);

  // On again, what is seen from then on is told.
  await ben.tab.statusMenu().click();
  await ben.tab.button(status.sends_seen).click();
  await ana.tab.say(ben, 'four');
  await expect(ana.tab.message('four')).toContainText(conversation.seen);
});
