import { expect, test, words } from '../cast';

// Long enough for a reload, short enough to wait for.
test.use({ settings: { NATTER_PRESENCE_GRACE_MS: '2000' } });

test('who is there shows live, until the last of several tabs is closed', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ana.tab.open(ben);
  await expect(ana.tab.contact(ben)).toContainText(words.sidebar.online);
  await expect(ana.tab.about()).toHaveText(words.conversation.online);

  const second = await ben.newTab();
  await second.go('/');
  await ben.tab.page.close();
  await second.page.reload();
  await second.live();
  await expect(ana.tab.about()).toHaveText(words.conversation.online);

  await second.page.close();
  await expect(ana.tab.about()).toHaveText(/last seen/);
  await expect(ana.tab.contact(ben)).not.toContainText(words.sidebar.online);

  const third = await ben.newTab();
  await third.go('/');
  await expect(ana.tab.about()).toHaveText(words.conversation.online);
});

test('a reload does not flicker', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ana.tab.open(ben);
  await expect(ana.tab.contact(ben)).toContainText(words.sidebar.online);
  // Whatever the page says from here on is taken down.
  await ana.tab.page.evaluate(() => {
    const said = ((window as unknown as { said: string[] }).said = []) as string[];
    new MutationObserver(() => said.push(document.body.innerText)).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
  await ben.tab.page.reload();
  await ben.tab.live();
  // Something that comes after whatever the reload caused.
  await ben.sendMany(ana, ['back again']);
  await expect(ana.tab.message('back again')).toBeVisible();
  const said = await ana.tab.page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'));
  expect(said).not.toMatch(/last seen/);
  expect(said).not.toContain(words.conversation.offline);
});
