import { expect, Person, picture, test, words } from '../cast';

test('the screens of the account', async ({ person, stranger }) => {
  test.setTimeout(180_000);
  const guest = await stranger('Ana Lindqvist');
  await guest.tab.page.goto('/recover');
  await picture(guest.tab, 'recover');
  guest.tab.forgive(/api\/sign_up/);
  await guest.tab.page.goto('/signup');
  await guest.tab.field(words.auth.password).pressSequentially('password1');
  await expect(guest.tab.page.getByText(words.problem.weak_password)).toBeVisible();
  await picture(guest.tab, 'sign-up-weak');
  await guest.tab.field(words.auth.full_name).fill(guest.fullName);
  await guest.tab.field(words.auth.username).fill(guest.username);
  await guest.tab.field(words.auth.password).fill(Person.PASSWORD);
  await expect(guest.tab.page.locator('[data-strength="4"]')).toBeVisible();
  await guest.tab.button(words.auth.sign_up).click();
  await expect(guest.tab.page).toHaveURL('/welcome');
  await picture(guest.tab, 'welcome');
  await guest.keepCodes();

  const ana = guest;
  const phone = await stranger('Ana Lindqvist', {
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  });
  await phone.logIn();
  const { page } = ana.tab;
  await page.goto('/settings');
  await ana.tab.field(words.auth.email).fill('ana@example.org');
  await ana.tab
    .field(words.settings.bio)
    .fill('Lighthouse keeper in the north.\nAwake at odd hours; write anyway.\n\nBread, maps, weather.');
  await ana.tab.button(words.settings.save).click();
  await expect(page.getByText(words.settings.saved)).toBeVisible();
  await picture(ana.tab, 'settings-profile');
  for (const part of ['password', 'sessions', 'tokens', 'recovery', 'data']) {
    await page.goto(`/settings/${part}`);
    await picture(ana.tab, `settings-${part}`);
  }
  await page.goto('/settings/sessions');
  await page.getByText(words.settings.end_others).click();
  await picture(ana.tab, 'settings-sessions-question');
  await page.goto('/settings/tokens');
  await ana.tab.field(words.settings.token_name).fill('Weather station on the roof of the old lighthouse');
  await ana.tab.button(words.settings.token_make).click();
  await expect(ana.tab.field(words.settings.token)).toBeVisible();
  await picture(ana.tab, 'settings-token-made');
  await page.goto('/settings/data');
  await page.getByText(words.settings.delete_open).click();
  await picture(ana.tab, 'settings-delete');

  const layla = await person('ليلى الحسيني');
  await layla.tab.page.goto('/settings/profile');
  await layla.tab.field(words.settings.bio).fill('أحب الكتب والقهوة.\nأكتب من بيروت.');
  await layla.tab.button(words.settings.save).click();
  await expect(layla.tab.page.getByText(words.settings.saved)).toBeVisible();
  await picture(layla.tab, 'settings-profile-arabic');
  await ana.sendMany(layla, ['Hello Layla']);
  await layla.sendMany(ana, ['مرحبا آنا']);
  for (const [one, other] of [[layla, ana], [ana, layla]]) {
    await one.tab.go(`/c/${other.username}`);
    await one.tab.page.getByRole('heading', { level: 1 }).click();
    await picture(one.tab, `profile-of-${other.username}`);
  }
  const long = await person('Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena von und zu Hohenlohe');
  await long.sendMany(ana, ['Goodbye']);
  await long.tab.page.goto('/settings/sessions');
  await picture(long.tab, 'settings-sessions-one');
  await long.tab.page.goto('/settings/profile');
  await picture(long.tab, 'settings-profile-long-name');
  await long.deleteAccount();
  await picture(long.tab, 'deleted');
  await ana.tab.go('/');
  await ana.tab.sidebar().getByRole('link', { name: 'Deleted account' }).click();
  await expect(ana.tab.page.getByText(words.person.deleted_note)).toBeVisible();
  await picture(ana.tab, 'conversation-deleted-account');
});
