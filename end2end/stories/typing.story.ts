import { expect, test, words } from '../cast';

const { sidebar, conversation, status } = words;

test('that somebody writes shows, until their message comes or they stop', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ben.tab.live();
  await ana.tab.open(ben);
  await ben.tab.open(ana);
  await ben.tab.composer(ana).pressSequentially('Half a thought');
  await expect(ana.tab.about()).toHaveText(conversation.writing);
  await expect(ana.tab.contact(ben)).toContainText(sidebar.writing);
  await ben.tab.composer(ana).press('Enter');
  await expect(ana.tab.message('Half a thought')).toBeVisible();
  await expect(ana.tab.about()).toHaveText(conversation.online, { timeout: 1_000 });
  await expect(ana.tab.contact(ben)).toContainText('Half a thought');

  // Nobody hears of a thought that was given up; after some seconds the sign of it goes.
  // The sign is given every few seconds only.
  await expect(async () => {
    await ben.tab.composer(ana).press('x');
    await expect(ana.tab.about()).toHaveText(conversation.writing, { timeout: 500 });
  }).toPass();
  await expect(ana.tab.about()).toHaveText(conversation.online, { timeout: 8_000 });
  // Only the one who writes is said to write.
  await expect(ben.tab.about()).toHaveText(conversation.online);
});

test('the Busy neither tell that they write nor are told', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.live();
  await ben.tab.live();
  await ana.tab.open(ben);
  await ben.tab.open(ana);
  const said: string[] = [];
  await ben.tab.set(status.busy_open);
  await expect(ana.tab.about()).toHaveText(status.busy);
  for (const { tab } of [ana, ben]) {
    tab.page.on('websocket', () => said.push('a new connection'));
    await tab.page.exposeFunction('note', (text: string) => said.push(text));
    await tab.page.evaluate(
      (writing) => {
        const note = (window as unknown as { note: (text: string) => void }).note;
        new MutationObserver(() => document.body.innerText.includes(writing) && note(writing)).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      },
      conversation.writing,
    );
  }
  await ana.tab.composer(ben).pressSequentially('To Ben');
  await ben.tab.composer(ana).pressSequentially('To Ana');
  await ben.tab.composer(ana).press('Enter');
  await expect(ana.tab.message('To Ana')).toBeVisible();
  expect(said).toEqual([]);
});
