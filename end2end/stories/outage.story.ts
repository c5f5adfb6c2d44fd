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
