import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Page, WebSocketRoute } from '@playwright/test';

import { durable, expect, Person, type Tab, test, words } from '../cast';

const AWAY = /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_FAILED/;

/** The messages of the open conversation that are in this list, in the order of the log. */
async function order(tab: Tab, bodies: string[]): Promise<string[]> {
  const lines = await tab.page.getByRole('log').getByRole('listitem').allInnerTexts();
  return lines.flatMap((line) => bodies.filter((body) => line.includes(body)));
}

async function expectSent(tab: Tab, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    await expect(tab.message(body)).toContainText(durable, { timeout: 40_000 });
  }
  expect(await order(tab, bodies)).toEqual(bodies);
}

/** Lets a page's messages through only where `decide` says nothing; else that is the answer. */
async function answerSends(page: Page, decide: (body: string) => object | undefined): Promise<void> {
  await page.routeWebSocket('**/ws', (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const { sendMessage } = JSON.parse(String(text)) as { sendMessage?: { body: string; clientId: string } };
      const problem = sendMessage && decide(sendMessage.body);
      if (!problem) return server.send(text);
      socket.send(JSON.stringify({ sendRefused: { clientId: sendMessage.clientId, problem } }));
    });
  });
}

/** Lets a page reach everything but what is live and the sending of messages, until what this returns is called. */
async function bar(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    window.WebSocket = new Proxy(WebSocket, {
      construct: (socket, [address]) => {
        if (!sessionStorage.getItem('opened')) throw new DOMException('barred', 'SecurityError');
        return new socket(address);
      },
    });
  });
  const barred = /\/(api\/send_message|live\/\w+)$/;
  await page.route(barred, (route) => route.abort());
  return async () => {
    await page.unroute(barred);
    await page.evaluate(() => sessionStorage.setItem('opened', 'yes'));
  };
}

test('what was written before the browser was closed is sent when it is opened again', async ({
  person,
  server,
  playwright,
  launchOptions,
}) => {
  const ben = await person('Ben Okafor');
  ben.tab.forgive(AWAY);
  const folder = mkdtempSync(path.join(tmpdir(), 'natter-browser-'));
  const open = () =>
    playwright.chromium.launchPersistentContext(folder, { ...launchOptions, baseURL: server.address });
  const texts = ['the first', 'the second', 'the third'];

  let browser = await open();
  const ana = await Person.at(browser, server, 'Ana Lindqvist');
  await ana.signUp();
  await ana.tab.go(`/c/${ben.username}`);
  await server.stop();
  for (const text of texts) await ana.tab.say(ben, text);
  await expect(ana.tab.message('the third')).toContainText(words.conversation.waiting);
  await browser.close();

  await server.startAgain();
  browser = await open();
  const back = await Person.at(browser, server, 'Ana Lindqvist');
  await back.tab.page.goto('/');
  await ben.tab.expectUnseen(ana, 3);
  await back.tab.go(`/c/${ben.username}`);
  await expectSent(back.tab, ...texts);
  await ben.tab.open(ana);
  expect(await order(ben.tab, texts)).toEqual(texts);
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

test('what waits is there after a reload, and can be edited and deleted', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { tab } = ana;
  tab.forgive(AWAY);
  const open = await bar(tab.page);
  await tab.page.goto(`/c/${ben.username}`);
  await expect(tab.page.getByText(words.link.waiting)).toBeVisible();
  for (const text of ['keep this', 'change this', 'forget this']) await tab.say(ben, text);
  await tab.page.reload();
  await expect(tab.message('forget this')).toContainText(words.conversation.waiting);
  await tab.message('forget this').getByRole('button', { name: words.conversation.delete }).click();
  await tab.message('change this').getByRole('button', { name: words.conversation.take_back }).click();
  await expect(tab.composer(ben)).toHaveValue('change this');
  await expect(tab.composer(ben)).toBeFocused();
  await expect(tab.message('change this')).toBeHidden();
  await tab.say(ben, 'changed');
  await open();
  await expectSent(tab, 'keep this', 'changed');
  await ben.tab.open(ana);
  expect(await order(ben.tab, ['keep this', 'change this', 'changed', 'forget this'])).toEqual(['keep this', 'changed']);
});

for (const [how, prepare] of Object.entries({
  'Web Locks': () => {},
  'a lease, where there are no Web Locks': () => {
    Object.defineProperty(navigator, 'locks', { value: undefined });
  },
})) {
  test(`two tabs show the same, and one sends for both: ${how}`, async ({ person, server }) => {
    const ana = await person('Ana Lindqvist');
    const ben = await person('Ben Okafor');
    await ana.context.addInitScript(prepare);
    const [one, two] = [ana.tab, await ana.newTab()];
    const senders = new Set<Tab>();
    for (const tab of [one, two]) {
      tab.forgive(AWAY);
      tab.page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => String(payload).includes('sendMessage') && senders.add(tab)),
      );
      await tab.go(`/c/${ben.username}`);
    }
    ben.tab.forgive(AWAY);
    await two.say(ben, 'before');
    await one.say(ben, 'with it');
    await expectSent(two, 'before', 'with it');
    await server.stop();
    const texts = ['from one', 'from two', 'from one again'];
    for (const [place, text] of texts.entries()) {
      const [writer, other] = place % 2 ? [two, one] : [one, two];
      await writer.say(ben, text);
      await expect(other.message(text).last()).toContainText(words.conversation.waiting);
    }
    // Deleted in one, it is gone in the other.
    await two.say(ben, 'never mind');
    await one.message('never mind').getByRole('button', { name: words.conversation.delete }).click();
    await expect(two.message('never mind')).toBeHidden();
    await server.startAgain();
    await expectSent(one, 'from two', 'from one again');
    await expectSent(two, 'from two', 'from one again');
    await ben.tab.go(`/c/${ana.username}`);
    const said = await ben.tab.page.getByRole('log').getByRole('listitem').allInnerTexts();
    expect(said.flatMap((line) => /before|with it|from one again|from two|from one/.exec(line) ?? [])).toEqual([
      'before',
      'with it',
      ...texts,
    ]);
    expect(senders.size).toBe(1);
  });
}

test('a tab that somebody looks at does not wait for a frozen one', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  await ana.tab.go(`/c/${ben.username}`);
  await ana.tab.say(ben, 'from the first tab');
  await expectSent(ana.tab, 'from the first tab');
  const second = await ana.newTab();
  await second.go(`/c/${ben.username}`);
  const devtools = await ana.context.newCDPSession(ana.tab.page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await second.say(ben, 'from the second');
  await expectSent(second, 'from the first tab', 'from the second');
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await expectSent(ana.tab, 'from the first tab', 'from the second');
});

test('a refused message says why and stops those behind it, until somebody decides', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { tab } = ana;
  const refused = { code: 'forbidden_character', field: 'body' };
  await answerSends(tab.page, (body) => (body === 'odd' ? refused : undefined));
  await tab.go(`/c/${ben.username}`);
  for (const text of ['plain', 'odd', 'behind it']) await tab.say(ben, text);
  await expect(tab.message('odd')).toContainText(words.problem.forbidden_character);
  await expect(tab.message('behind it')).toContainText(words.conversation.behind);
  await expectSent(tab, 'plain');
  // It is so in another tab, too, and after a reload.
  const other = await ana.newTab();
  await other.go(`/c/${ben.username}`);
  await expect(other.message('odd')).toContainText(words.problem.forbidden_character);
  await expect(other.message('behind it')).toContainText(words.conversation.behind);
  await other.message('odd').getByRole('button', { name: words.conversation.delete }).click();
  await expectSent(tab, 'plain', 'behind it');
  await expectSent(other, 'plain', 'behind it');
});

test('what the server has no time for goes out by itself, and nothing passes it', async ({ person }) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { tab } = ana;
  let refusals = 0;
  await answerSends(tab.page, (body) =>
    body === 'one' && refusals++ < 2 ? { code: 'too_many', retryAfterSecs: 1 } : undefined,
  );
  await tab.go(`/c/${ben.username}`);
  await tab.say(ben, 'one');
  await tab.say(ben, 'two');
  await expect(tab.message('one')).toContainText(words.conversation.held_up);
  await expectSent(tab, 'one', 'two');
  expect(refusals).toBe(3);
});

test('who logs out with unsent messages is asked, and what they wrote is for nobody else', async ({
  person,
  server,
}) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { tab } = ana;
  tab.forgive(AWAY);
  const open = await bar(tab.page);
  await tab.page.goto(`/c/${ben.username}`);
  await expect(tab.page.getByText(words.link.waiting)).toBeVisible();
  await tab.say(ben, 'not sent');
  await tab.button(words.auth.log_out).click();
  const question = tab.page.getByRole('alertdialog');
  await expect(question).toContainText('1');
  await expect(question.getByRole('button', { name: words.auth.stay })).toBeFocused();
  await question.getByRole('button', { name: words.auth.stay }).click();
  await expect(question).toBeHidden();
  await expect(tab.message('not sent')).toBeVisible();

  // The session ends without a question: what was written waits for its person, unseen by others.
  tab.forgive(/401/);
  await ana.context.clearCookies();
  const cleo = await Person.at(ana.context, server, 'Cleo Marsh');
  await cleo.signUp();
  await cleo.tab.go(`/c/${ben.username}`);
  await expect(cleo.tab.message('not sent')).toBeHidden();
  await cleo.tab.say(ben, 'from Cleo');
  await expectSent(cleo.tab, 'from Cleo');
  await cleo.logOut();
  await tab.page.goto('/login');
  await ana.logIn();
  await tab.page.goto(`/c/${ben.username}`);
  await expect(tab.message('not sent')).toContainText(words.conversation.waiting);

  await tab.button(words.auth.log_out).click();
  await question.getByRole('button', { name: words.auth.log_out_anyway }).click();
  await expect(tab.page).toHaveURL('/login');
  await open();
  await ana.logIn();
  await tab.go(`/c/${ben.username}`);
  await expect(tab.message('not sent')).toBeHidden();
  await ben.tab.go('/');
  await ben.tab.expectNothingUnseen(ana);
});

test('where the browser keeps nothing, messages are sent, and who leaves too early is asked', async ({
  person,
  server,
}) => {
  const ana = await person('Ana Lindqvist');
  const ben = await person('Ben Okafor');
  const { tab } = ana;
  tab.forgive(AWAY);
  ben.tab.forgive(AWAY);
  await tab.page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  await tab.go(`/c/${ben.username}`);
  await tab.say(ben, 'before');
  await expectSent(tab, 'before');
  await server.stop();
  await tab.say(ben, 'while it was away');
  await expect(tab.message('while it was away')).toContainText(words.conversation.only_here);
  const asked = tab.page.waitForEvent('dialog');
  await tab.page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await server.startAgain();
  await expectSent(tab, 'before', 'while it was away');
});
