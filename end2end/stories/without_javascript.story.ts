import { expect, test, words } from '../cast';

test('everything works with JavaScript switched off', async ({ person, stranger }) => {
  const ben = await person('Ben Okafor');
  await ben.tab.live();
  const ana = await stranger('Ana Lindqvist', { javaScriptEnabled: false });
  const { tab } = ana;
  await ana.signUp();

  await tab.open(ben);
  await tab.composer(ben).fill('Written without a script');
  await tab.button(words.conversation.send).click();
  await expect(tab.message('Written without a script')).toBeVisible();
  await expect(tab.composer(ben)).toHaveValue('');
  await ben.tab.expectUnseen(ana, 1);

  await ben.tab.open(ana);
  await ben.tab.say(ana, 'Got it');
  // A page without a script learns of it by being loaded again.
  await expect(async () => {
    await tab.page.reload();
    await expect(tab.message('Written without a script')).toContainText(words.conversation.seen, { timeout: 500 });
  }).toPass();
  await expect(tab.message('Got it')).toBeVisible();
  // Reading alone is no receipt: there is no script that would know.
  await expect(ben.tab.message('Got it')).toContainText(words.conversation.sent);
  await tab.button(words.conversation.mark_seen).click();
  await expect(ben.tab.message('Got it')).toContainText(words.conversation.seen);
  await expect(tab.button(words.conversation.mark_seen)).toHaveCount(0);

  await ana.logOut();
  await tab.page.goto('/');
  await expect(tab.page).toHaveURL(/\/login/);
  await ana.logIn();
  await expect(tab.contact(ben)).toContainText('Got it');
});

test('older messages and an empty message, with JavaScript switched off', async ({ person, stranger }) => {
  const ben = await person('Ben Okafor');
  const ana = await stranger('Ana Lindqvist', { javaScriptEnabled: false });
  await ana.signUp();
  await ben.sendMany(ana, Array.from({ length: 60 }, (_, index) => `Number ${index + 1}.`));
  const { tab } = ana;
  await tab.open(ben);
  await expect(tab.message('Number 60.')).toBeVisible();
  await expect(tab.message('Number 10.')).toHaveCount(0);
  await tab.link(words.conversation.older).click();
  await expect(tab.message('Number 10.')).toBeVisible();
  await tab.link(words.conversation.newest).click();
  await expect(tab.message('Number 60.')).toBeVisible();

  await tab.composer(ben).evaluate((box: HTMLTextAreaElement) => (box.required = false));
  await tab.composer(ben).fill('   ');
  await tab.button(words.conversation.send).click();
  await expect(tab.page.getByText(words.problem.missing_body)).toBeVisible();
});
