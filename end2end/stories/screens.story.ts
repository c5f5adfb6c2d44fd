import { expect, type Person, picture, test, words } from '../cast';

async function talk(one: Person, other: Person, lines: string[]): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
    await from.sendMany(to, line.split(' / '));
  }
}

test('the main screens', async ({ person, stranger }) => {
  test.setTimeout(180_000);
  const guest = await stranger('Guest');
  await guest.tab.page.goto('/login');
  await picture(guest.tab, 'log-in');
  await guest.tab.page.goto('/signup');
  await picture(guest.tab, 'sign-up');

  const ana = await person('Ana Lindqvist');
  await ana.tab.live();
  await picture(ana.tab, 'nobody-yet');

  guest.tab.forgive(/api\/sign_up/);
  await guest.tab.field(words.auth.full_name).fill('Ana the Second');
  await guest.tab.field(words.auth.username).fill(ana.username);
  await guest.tab.field(words.auth.password).fill('lantern-orbit-velvet-7');
  await guest.tab.button(words.auth.sign_up).click();
  await expect(guest.tab.page.getByText(words.problem.taken_username)).toBeVisible();
  await picture(guest.tab, 'sign-up-problem');

  const ben = await person('Ben Okafor');
  const layla = await person('ليلى الحسيني');
  const long = await person('Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena von und zu Hohenlohe');
  const yuki = await person('佐藤 優希');
  await talk(layla, ana, [
    'مرحبا آنا، هل وصلتِ بالسلامة؟',
    'Yes! The train was late, but I am here.',
    'الحمد لله. نلتقي غدا في الساعة 10:30 عند المحطة؟ / أحضري معك الكتاب.',
    'Perfect. I will bring it.',
  ]);
  await talk(long, ana, ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft. '.repeat(3)]);
  await talk(yuki, ana, ['写真をありがとう！', 'どういたしまして 🌸']);
  await talk(ben, ana, [
    'Are we still on for Saturday?',
    'We are. Nine at the harbour?',
    'Nine is early for me… / But fine. Nine it is. 😀',
    'There will be coffee.\nAnd if you bring the map, I bring the bread:\n– rye\n– the dark one from last time',
    'Then I have no excuse left. I looked at the forecast: wind from the west in the morning, calm from noon, and no rain before Sunday evening. See https://example.org/a/rather/long/address/that-has-no-place-to-break?and=goes&on=and-on-and-on-and-on for the details.',
    'See you then!',
  ]);
  await talk(long, ana, ['One more thing']);
  await ben.tab.go('/');

  const { tab } = ana;
  await tab.go('/');
  await picture(tab, 'sidebar');
  await tab.go(`/c/${ben.username}`);
  await expect(tab.message('See you then!')).toBeInViewport();
  await picture(tab, 'conversation');
  await tab.go(`/c/${layla.username}`);
  await picture(tab, 'conversation-arabic');
  await tab.go(`/c/${long.username}`);
  await picture(tab, 'conversation-long-name');
  await tab.go(`/c/${yuki.username}`);
  await picture(tab, 'conversation-japanese');
  const cleo = await person('Cleo Marsh');
  await tab.go(`/c/${cleo.username}`);
  await picture(tab, 'conversation-empty');
  tab.forgive(/404/);
  await tab.page.goto('/c/nobody-at-all');
  await picture(tab, 'nobody-of-that-name');
});

test('the screens of the Busy and of those who write to them', async ({ person }) => {
  test.setTimeout(180_000);
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const layla = await person('ليلى الحسيني');
  const long = await person('Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena von und zu Hohenlohe');
  await talk(ben, ana, ['Are we still on for Saturday?', 'We are. Nine at the harbour?', 'Nine it is.']);
  await talk(layla, ana, ['مرحبا آنا، هل وصلتِ بالسلامة؟', 'Yes! The train was late, but I am here.']);
  await talk(long, ana, ['One more thing']);
  await ben.tab.live();
  await ana.tab.live();
  await ana.tab.open(ben);
  await ana.tab.say(ben, 'Then I bring the map');
  await expect(ana.tab.message('Then I bring the map')).toContainText(words.conversation.delivered);
  await ben.tab.open(ana);
  await ana.tab.message('Then I bring the map').getByRole('button').click();
  await ana.tab.say(ben, 'And the bread');
  await expect(ana.tab.message('And the bread')).toContainText(words.conversation.seen);
  await ana.tab.message('And the bread').getByRole('button').click();
  await ben.tab.composer(ana).pressSequentially('And I');
  await expect(ana.tab.about()).toHaveText(words.conversation.writing);
  await picture(ana.tab, 'receipts-and-writing');

  await ben.tab.go('/');
  await ben.tab.set(words.status.busy_tomorrow);
  for (const { tab } of [layla, long]) {
    await tab.live();
    await tab.set(words.status.busy_hour);
  }
  await ana.tab.say(ben, 'See you then!');
  await ana.tab.say(ben, 'If the weather holds, that is. The forecast says wind from the west in the morning, calm from noon.');
  await picture(ana.tab, 'waiting-for-the-busy');
  await ben.tab.statusMenu().click();
  await picture(ben.tab, 'status-menu');
  await ben.tab.page.keyboard.press('Escape');
  await picture(ben.tab, 'busy-oneself');
  await ben.tab.page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await ben.tab.statusMenu().click();
  await picture(ben.tab, 'status-menu-right-to-left');
  for (const other of [layla, long]) {
    await ana.tab.go(`/c/${other.username}`);
    await ana.tab.say(other, 'When you have a moment');
    await expect(ana.tab.page.getByRole('button', { name: words.conversation.take_back_held })).toBeVisible();
    await picture(ana.tab, `waiting-for-${other.username}`);
  }
  await ana.tab.page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await picture(ana.tab, 'waiting-right-to-left');
});
