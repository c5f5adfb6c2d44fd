import { expect, Person, test, words } from '../cast';

test('one signs up, logs out and logs in again', async ({ stranger }) => {
  const ana = await stranger('Ana Lindqvist');
  await ana.tab.page.goto('/');
  await expect(ana.tab.page).toHaveURL(/\/login/);
  await ana.tab.link(words.auth.sign_up).click();
  await expect(ana.tab.page).toHaveURL('/signup');
  await ana.signUp();
  await ana.tab.live();
  await ana.logOut();
  await ana.logIn();
  await ana.tab.live();
});

test('logging out in one tab ends the others at once', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  await ana.tab.live();
  const second = await ana.newTab();
  await second.go('/');
  await ana.logOut();
  await expect(second.page).toHaveURL('/login');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test('problems stand at their fields, and what was typed is kept', async ({ person, stranger }) => {
      await person('Ana Lindqvist');
      const other = await stranger('Ana Lindqvist', { javaScriptEnabled });
      const { tab } = other;
      tab.forgive(/api\/sign_up/);
      await tab.page.goto('/signup');
      await tab.field(words.auth.full_name).fill('Another Ana');
      await tab.field(words.auth.username).fill(other.username.toUpperCase());
      await tab.field(words.auth.password).fill(Person.PASSWORD);
      await tab.button(words.auth.sign_up).click();
      await expect(tab.field(words.auth.username)).toHaveAccessibleDescription(
        new RegExp(words.problem.taken_username),
      );
      await expect(tab.field(words.auth.full_name)).toHaveValue('Another Ana');
      await expect(tab.field(words.auth.username)).toHaveValue(other.username.toUpperCase());

      await tab.field(words.auth.username).fill('another.ana');
      await tab.field(words.auth.password).fill('password');
      await tab.button(words.auth.sign_up).click();
      await expect(tab.field(words.auth.password)).toHaveAccessibleDescription(
        new RegExp(words.problem.weak_password),
      );
      await expect(tab.field(words.auth.full_name)).toHaveValue('Another Ana');
      await expect(tab.field(words.auth.username)).toHaveValue('another.ana');

      await tab.field(words.auth.password).fill(Person.PASSWORD);
      await tab.button(words.auth.sign_up).click();
      await other.keepCodes();
    });

    test('a wrong pair is answered alike, whether the person exists or not', async ({ person, stranger }) => {
      const ana = await person('Ana Lindqvist');
      const { tab } = await stranger('Mallory Vane', { javaScriptEnabled });
      tab.forgive(/api\/log_in/);
      for (const login of [ana.username, 'nobody-at-all']) {
        await tab.page.goto('/login');
        await tab.field(words.auth.login).fill(login);
        await tab.field(words.auth.password).fill('not the password');
        await tab.button(words.auth.log_in).click();
        await expect(tab.page.getByText(words.problem.wrong_credentials)).toBeVisible();
        await expect(tab.field(words.auth.login)).toHaveValue(login);
      }
    });
  });
}
