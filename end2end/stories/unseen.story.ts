import { durable, expect, test, words } from '../cast';

test('unseen messages are counted live, and seen once they are on screen', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ben.tab.live();
  await ana.tab.open(ben);
  await ana.tab.say(ben, 'one');
  await ben.tab.expectUnseen(ana, 1);
  await ana.tab.say(ben, 'two');
  await ben.tab.expectUnseen(ana, 2);
  await expect(ana.tab.message('two')).toContainText(durable);

  // All at once when the conversation is opened.
  await ben.tab.open(ana);
  await ben.tab.expectNothingUnseen(ana);
  await expect(ana.tab.message('two')).toContainText(words.conversation.seen);

  // Singly while it is open.
  await ana.tab.say(ben, 'three');
  await expect(ana.tab.message('three')).toContainText(words.conversation.seen);
  await ben.tab.expectNothingUnseen(ana);
});

test('sending marks nothing as seen', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ben.tab.live();
  await ana.sendMany(ben, ['one', 'two']);
  await ben.sendMany(ana, ['a reply from elsewhere']);
  await ben.tab.expectUnseen(ana, 2);
  await ben.tab.go('/');
  await ben.tab.expectUnseen(ana, 2);
});

test('two tabs of one person agree', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.go('/');
  const second = await ana.newTab();
  await second.go('/');
  await ben.sendMany(ana, ['one', 'two']);
  await ana.tab.expectUnseen(ben, 2);
  await second.expectUnseen(ben, 2);

  // Read in one, it is read in both.
  await second.open(ben);
  await second.expectNothingUnseen(ben);
  await ana.tab.expectNothingUnseen(ben);

  // Written in one, it is in both.
  await ana.tab.open(ben);
  await second.say(ben, 'from the second tab');
  await expect(ana.tab.message('from the second tab')).toContainText(durable);
  await ana.tab.say(ben, 'from the first tab');
  await expect(second.message('from the first tab')).toBeVisible();
});
