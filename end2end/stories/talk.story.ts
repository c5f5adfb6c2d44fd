import { durable, expect, test, words } from '../cast';

test('two people talk, live', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  // Ben signed up while Ana was looking.
  await ana.tab.open(ben);
  await ben.tab.open(ana);

  await ana.tab.say(ben, 'Hi Ben, are you there?');
  await expect(ben.tab.message('Hi Ben, are you there?')).toBeVisible();
  await ben.tab.say(ana, 'I am. Just arrived.');
  await expect(ana.tab.message('I am. Just arrived.')).toBeVisible();
  await ana.tab.say(ben, 'Then come over <b>now</b> & bring "that"');
  await expect(ben.tab.message('Then come over <b>now</b> & bring "that"')).toBeVisible();

  // The same, in the same order, from the server.
  await ben.tab.go(`/c/${ana.username}`);
  await expect(ben.tab.page.getByRole('log').getByRole('listitem').filter({ hasText: /Ben|arrived|over/ })).toHaveText([
    /Hi Ben, are you there\?/,
    /I am\. Just arrived\./,
    /Then come over <b>now<\/b> & bring "that"/,
  ]);
});

test('a message says that it was sent, then that it was seen', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ana.tab.open(ben);
  await ana.tab.say(ben, 'Read this when you can');
  await expect(ana.tab.message('Read this when you can')).toContainText(durable);
  await ben.tab.open(ana);
  await expect(ana.tab.message('Read this when you can')).toContainText(words.conversation.seen);
});

test('one can write notes to oneself', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  await ana.tab.go(`/c/${ana.username}`);
  const composer = ana.tab.page.getByRole('textbox', { name: words.conversation.write_notes });
  await composer.fill('Buy stamps');
  await composer.press('Enter');
  await expect(ana.tab.message('Buy stamps')).toBeVisible();
  await ana.tab.go(`/c/${ana.username}`);
  await expect(ana.tab.message('Buy stamps')).toBeVisible();
});

test('the sidebar has the latest conversation first', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const cleo = await person('Cleo Marsh');
  await ana.tab.live();
  await cleo.sendMany(ana, ['From Cleo']);
  await expect(ana.tab.sidebar().getByRole('link').filter({ hasText: /Cleo|Ben/ })).toContainText([/Cleo/, /Ben/]);
  await ben.sendMany(ana, ['From Ben']);
  await expect(ana.tab.sidebar().getByRole('link').filter({ hasText: /Cleo|Ben/ })).toContainText([/Ben/, /Cleo/]);
  await expect(ana.tab.contact(ben)).toContainText('From Ben');
});

test('the sidebar finds people by name and by username', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const cleo = await person('Cleo Marsh');
  await ana.tab.go('/');
  const search = ana.tab.field(words.sidebar.search);
  await search.fill('OKA');
  await expect(ana.tab.contact(cleo)).toHaveCount(0);
  await expect(ana.tab.contact(ben)).toBeVisible();
  await search.fill(cleo.username);
  await expect(ana.tab.contact(cleo)).toBeVisible();
  await expect(ana.tab.contact(ben)).toHaveCount(0);
  await search.fill('nobody of that name');
  await expect(ana.tab.page.getByText(words.sidebar.nobody_found)).toBeVisible();
});
