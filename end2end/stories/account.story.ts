import { expect, Person, test, words } from '../cast';

const BETTER = 'seven geese at dawn';

test('an edited profile shows live on the other side, and its old address leads to the new one', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ben.sendMany(ana, ['Hello']);
  await ben.tab.go(`/c/${ana.username}`);
  await ben.tab.page.getByRole('heading', { level: 1 }).click();
  await expect(ben.tab.page.getByText('@analindqvist')).toBeVisible();
  await ana.tab.live();
  await ana.tab.link(words.settings.title).click();
  await expect(ana.tab.page).toHaveURL('/settings/profile');
  await ana.tab.field(words.auth.full_name).fill('Ana Maria');
  await ana.tab.field(words.auth.username).fill('ana.maria');
  await ana.tab.field(words.auth.email).fill('ana@example.org');
  await ana.tab.field(words.settings.bio).fill('One line.\nAnother.');
  await ana.tab.button(words.settings.save).click();
  await expect(ana.tab.page.getByText(words.settings.saved)).toBeVisible();
  await expect(ana.tab.field(words.settings.bio)).toHaveValue('One line.\nAnother.');

  const { page } = ben.tab;
  await expect(page.getByRole('heading', { level: 1, name: 'Ana Maria' })).toBeVisible();
  await expect(ben.tab.sidebar().getByRole('link', { name: 'Ana Maria' })).toBeVisible();
  await expect(page.getByText('@ana.maria')).toBeVisible();
  await expect(page.getByText('One line.\nAnother.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'ana@example.org' })).toHaveAttribute('href', 'mailto:ana@example.org');
  await page.keyboard.press('Escape');
  await expect(page.getByText('@ana.maria')).toBeHidden();
  await page.goto(`/c/${ana.username}`);
  await expect(page).toHaveURL('/c/ana.maria');
  await expect(ben.tab.message('Hello')).toBeVisible();
});

test('another password logs every other browser out at once', async ({ person, stranger }) => {
  const ana = await person('Ana Lindqvist');
  const phone = await stranger('Ana Lindqvist');
  await phone.logIn();
  await phone.tab.live();
  await ana.tab.page.goto('/settings/password');
  ana.tab.forgive(/change_password/);
  await ana.tab.field(words.settings.old_password).fill('not it');
  await ana.tab.field(words.settings.new_password).fill(BETTER);
  await ana.tab.button(words.settings.change_password).click();
  await expect(ana.tab.field(words.settings.old_password)).toHaveAccessibleDescription(words.problem.wrong_password);
  await expect(ana.tab.field(words.settings.old_password)).toBeFocused();
  await expect(ana.tab.field(words.settings.new_password)).toHaveValue(BETTER);
  await ana.tab.field(words.settings.old_password).fill(Person.PASSWORD);
  await ana.tab.button(words.settings.change_password).click();
  await expect(ana.tab.page.getByText(words.settings.password_changed)).toBeVisible();
  await expect(phone.tab.page).toHaveURL('/login', { timeout: 2_000 });
});

test('one session is ended among several, and then all others', async ({ person, stranger }) => {
  const ana = await person('Ana Lindqvist');
  const [phone, desk] = [await stranger('Ana Lindqvist'), await stranger('Ana Lindqvist')];
  for (const other of [phone, desk]) {
    await other.logIn();
    await other.tab.live();
  }
  const { page } = ana.tab;
  await page.goto('/settings/sessions');
  await expect(page.getByText(words.settings.this_one)).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
  await page.getByRole('main').getByRole('listitem').last().getByRole('button').click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(2);
  await page.getByText(words.settings.end_others, { exact: true }).click();
  await ana.tab.button(words.settings.end_others_go).click();
  await expect(page.getByText(words.settings.only_this)).toBeVisible();
  for (const other of [phone, desk]) await expect(other.tab.page).toHaveURL('/login');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('a recovery code sets a new password, once', async ({ person, stranger }) => {
      const ana = await person('Ana Lindqvist');
      expect(ana.codes).toHaveLength(10);
      const recover = async (code: string) => {
        const lost = await stranger('Ana Lindqvist', { javaScriptEnabled });
        lost.tab.forgive(/api\/recover/);
        await lost.tab.page.goto('/login');
        await lost.tab.link(words.auth.forgot).click();
        await lost.tab.field(words.auth.login).fill(ana.username);
        await lost.tab.field(words.recover.code).fill(code.toLowerCase());
        await lost.tab.field(words.settings.new_password).fill(BETTER);
        await lost.tab.button(words.recover.go).click();
        return lost.tab;
      };
      const first = await recover(ana.codes[3]);
      await expect(first.page).toHaveURL('/');
      await expect(ana.tab.page).toHaveURL('/login');
      const second = await recover(ana.codes[3]);
      await expect(second.field(words.recover.code)).toHaveAccessibleDescription(words.problem.invalid_code);
      await expect(second.field(words.auth.login)).toHaveValue(ana.username);
    });

    test('a token for a program is made, shown once, used and revoked', async ({ person, stranger }) => {
      const ana = await stranger('Ana Lindqvist', { javaScriptEnabled });
      const ben = await person('Ben Okafor');
      await ana.signUp();
      const { page } = ana.tab;
      await page.goto('/settings/tokens');
      await expect(page.getByText(words.settings.tokens_none, { exact: true })).toBeVisible();
      await ana.tab.field(words.settings.token_name).fill('Weather');
      await page.getByText(words.settings.scope_write, { exact: true }).click();
      await page.getByLabel(words.settings.token_days).selectOption('7');
      await ana.tab.button(words.settings.token_make).click();
      const token = await ana.tab.field(words.settings.token).inputValue();
      await page.reload();
      await expect(ana.tab.field(words.settings.token)).toHaveCount(0);
      const ask = async () => {
        const answer = await fetch(new URL('/api/get_conversation', page.url()), {
          method: 'POST',
          body: new URLSearchParams({ username: ben.username }),
          headers: { Authorization: `Bearer ${token}` },
        });
        return answer.status;
      };
      expect(await ask()).toBe(200);
      await page.getByRole('button', { name: 'Revoke' }).click();
      await expect(page.getByText(words.settings.tokens_none, { exact: true })).toBeVisible();
      expect(await ask()).toBe(401);
    });

    test('an account is deleted, and the others keep what it wrote', async ({ person, stranger }) => {
      const ben = await person('Ben Okafor');
      const ana = await stranger('Ana Lindqvist', { javaScriptEnabled });
      await ana.signUp();
      await ana.sendMany(ben, ['Goodbye']);
      await ben.tab.go(`/c/${ana.username}`);
      await ana.deleteAccount();
      await expect(ana.tab.page.getByText(words.auth.deleted)).toBeVisible();
      await expect(ben.tab.page.getByRole('heading', { level: 1, name: 'Deleted account' })).toBeVisible();
      await expect(ben.tab.page.getByText(words.person.deleted_note)).toBeVisible();
      await expect(ben.tab.page.getByRole('textbox', { name: 'Write to' })).toHaveCount(0);
      await expect(ben.tab.message('Goodbye')).toBeVisible();
    });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('every page of the settings fits, and the profile covers the conversation', async ({ person }) => {
    const ana = await person('Ana Lindqvist');
    const long = await person('Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena von und zu Hohenlohe');
    const { page } = long.tab;
    for (const part of ['profile', 'password', 'sessions', 'tokens', 'recovery', 'data']) {
      await page.goto(`/settings/${part}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, part).toBe(0);
    }
    await long.tab.link(words.settings.back).click();
    await long.tab.live();
    await long.tab.open(ana);
    await page.getByRole('heading', { level: 1 }).click();
    await expect(page.getByText(`@${ana.username}`)).toBeInViewport();
    await expect(long.tab.link(words.conversation.back)).toBeHidden();
    await page.getByRole('heading', { level: 1 }).click();
    await expect(page.getByText(`@${ana.username}`)).toBeHidden();
    await expect(long.tab.link(words.conversation.back)).toBeVisible();
  });
});

test('one takes a zip file of one’s data along', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  await ana.tab.page.goto('/settings/data');
  const [download] = await Promise.all([
    ana.tab.page.waitForEvent('download'),
    ana.tab.link(words.settings.export_go).click(),
  ]);
  expect(download.suggestedFilename()).toBe('natter-export.zip');
  expect(await download.failure()).toBeNull();
});

test('the administrator’s link sets a new password, once', async ({ person, stranger, server }) => {
  const ana = await person('Ana Lindqvist');
  await ana.tab.live();
  const link = server.adminLink('reset-link', ana.username);
  const lost = await stranger('Ana Lindqvist');
  await lost.tab.page.goto(link);
  await expect(lost.tab.page.getByText(`@${ana.username}`)).toBeVisible();
  await lost.tab.field(words.settings.new_password).fill(BETTER);
  await lost.tab.button(words.recover.go).click();
  await expect(lost.tab.page).toHaveURL('/');
  await expect(ana.tab.page).toHaveURL('/login');
  await ana.tab.page.goto(link);
  await expect(ana.tab.page.getByText(words.recover.reset_gone, { exact: true })).toBeVisible();
});

test.describe('by invitation', () => {
  test.use({ settings: { NATTER_SIGN_UP: 'invite' } });

  test('who has a link signs up with it, and nobody else', async ({ stranger, server }) => {
    const ana = await stranger('Ana Lindqvist');
    await ana.tab.page.goto('/login');
    await ana.tab.link(words.auth.sign_up).click();
    await expect(ana.tab.page.getByText(words.invite.needed, { exact: true })).toBeVisible();
    const link = server.adminLink('invite', '--uses', '1');
    ana.tab.forgive(/api\/sign_up/);
    await ana.tab.page.goto(link);
    await ana.tab.field(words.auth.full_name).fill(ana.fullName);
    await ana.tab.field(words.auth.username).fill('a');
    await ana.tab.field(words.auth.password).fill(Person.PASSWORD);
    await ana.tab.button(words.auth.sign_up).click();
    await expect(ana.tab.field(words.auth.username)).toHaveAccessibleDescription(words.problem.too_short_username);
    await ana.tab.field(words.auth.username).fill(ana.username);
    await expect(ana.tab.field(words.auth.password)).toHaveValue(Person.PASSWORD);
    await ana.tab.button(words.auth.sign_up).click();
    await ana.keepCodes();
    const late = await stranger('Ben Okafor');
    await late.tab.page.goto(link);
    await expect(late.tab.page.getByText(words.invite.wrong, { exact: true })).toBeVisible();
  });
});
