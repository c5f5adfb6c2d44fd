import { expect, type Locator, type Page, type WebSocket } from '@playwright/test';

import { filled, words } from './wording';

/** Whoever a tab can show: its full name and username. */
export interface Named {
  readonly fullName: string;
  readonly username: string;
}

/** One tab of somebody, with the parts of the interface by their roles and names. */
export class Tab {
  /** What went wrong in it, unseen by its person: errors in the console, requests that failed. */
  readonly complaints: string[] = [];
  private readonly sockets = new Set<WebSocket>();
  private forgiven: RegExp[] = [];

  constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complain(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complain(`error: ${error.message}`));
    page.on('requestfailed', (request) => {
      // Leaving a page aborts what it was loading; that is no failure.
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') this.complain(`request: ${request.url()} ${why}`);
    });
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.sockets.clear();
    });
    page.on('websocket', (socket) => {
      socket.on('framereceived', () => this.sockets.add(socket));
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** From now on a complaint like this is none; for stories in which something is meant to fail. */
  forgive(complaint: RegExp): void {
    this.forgiven.push(complaint);
  }

  private complain(complaint: string): void {
    if (!this.forgiven.some((pattern) => pattern.test(complaint))) this.complaints.push(complaint);
  }

  /** Waits until WebAssembly has taken the page over and the server speaks to it. */
  async live(): Promise<void> {
    await expect.poll(() => this.sockets.size, { message: 'the socket is open' }).toBeGreaterThan(0);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(path);
    await this.live();
  }

  /** Opens a conversation by its line in the sidebar. */
  async open(other: Named): Promise<void> {
    await this.contact(other).click();
    await expect(this.page).toHaveURL(new RegExp(`/c/${other.username}$`));
    await expect(this.composer(other)).toBeVisible();
  }

  /** Writes to the one whose conversation is open. */
  async say(other: Named, body: string): Promise<void> {
    await this.composer(other).fill(body);
    await this.composer(other).press('Enter');
    await expect(this.composer(other)).toHaveValue('');
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  /** What opens the menu of one's own status. */
  statusMenu(): Locator {
    return this.page.locator('.menu > summary');
  }

  /** Sets one's own status, by its words in the menu. */
  async set(status: string): Promise<void> {
    await this.statusMenu().click();
    await this.button(status).click();
    await expect(this.button(status)).toBeHidden();
  }

  sidebar(): Locator {
    return this.page.getByRole('navigation', { name: words.sidebar.label });
  }

  /** Somebody's line in the sidebar. */
  contact(other: Named): Locator {
    return this.sidebar().getByRole('link', { name: other.fullName });
  }

  log(other: Named): Locator {
    return this.page.getByRole('log', { name: filled(words.conversation.log, { name: other.fullName }) });
  }

  /** What is said of the one whose conversation is open: there, Busy, writing. */
  about(): Locator {
    return this.page.locator('h1 + span');
  }

  /** A message of the open conversation, with its time and state. */
  message(body: string): Locator {
    return this.page.getByRole('log').getByRole('listitem').filter({ hasText: body });
  }

  composer(other: Named): Locator {
    const label = filled(words.conversation.write, { name: other.fullName });
    return this.page.getByRole('textbox', { name: label });
  }

  async expectUnseen(other: Named, count: number): Promise<void> {
    const said = this.contact(other).getByText(filled(words.sidebar.unseen, { count }));
    await expect(said).toHaveCount(1);
  }

  async expectNothingUnseen(other: Named): Promise<void> {
    const sign = words.sidebar.unseen.replace(/\{.*/, '').trim();
    await expect(this.contact(other)).not.toContainText(sign);
  }
}
