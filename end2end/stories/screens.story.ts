import path from 'node:path';

import { expect, type Person, type Tab, test, words } from '../cast';

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Pictures of what a tab shows now, in every size and both schemes, in results/screens. */
async function picture(tab: Tab, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await tab.page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const file = path.join(__dirname, '..', 'results', 'screens', `${name}-${size}-${colorScheme}.png`);
      await tab.page.screenshot({ path: file, animations: 'disabled' });
    }
  }
  await tab.page.setViewportSize(SIZES.desktop);
}

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
