import { type Browser, type BrowserContext, type BrowserContextOptions, expect } from '@playwright/test';

import type { Server } from './server';
import { type Named, Tab } from './tab';
import { words } from './wording';

/** Somebody with a browser of their own. */
export class Person implements Named {
  static readonly PASSWORD = 'lantern-orbit-velvet-7';
  readonly tabs: Tab[] = [];
  /** Recovery codes, as they were shown. */
  codes: string[] = [];

  private constructor(
    readonly fullName: string,
    readonly username: string,
    readonly context: BrowserContext,
    readonly server: Server,
  ) {}

  /** Somebody who has opened their browser, without an account so far. */
  static async arrive(
    browser: Browser,
    server: Server,
    fullName: string,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const context = await browser.newContext({ baseURL: server.address, ...options });
    const person = await Person.at(context, server, fullName);
    // Chromium does not preload a script that it is not to run, and calls that a failed request.
    if (options.javaScriptEnabled === false) person.tab.forgive(/\/pkg\/.*\.js csp$/);
    return person;
  }

  /** Somebody at a browser that is open already. */
  static async at(context: BrowserContext, server: Server, fullName: string): Promise<Person> {
    const letters = fullName.toLowerCase().normalize('NFKD').replace(/[^a-z]+/g, '').slice(0, 12);
    const username = letters || `guest${[...fullName].map((letter) => letter.codePointAt(0)).join('').slice(0, 12)}`;
    const person = new Person(fullName, username, context, server);
    await person.newTab();
    return person;
  }

  /** The first tab. */
  get tab(): Tab {
    return this.tabs[0];
  }

  async newTab(): Promise<Tab> {
    const tab = new Tab(await this.context.newPage());
    this.tabs.push(tab);
    return tab;
  }

  /** Makes an account by the form, keeps the recovery codes and ends up at the start, with or without JavaScript. */
  async signUp(): Promise<void> {
    await this.tab.page.goto('/signup');
    await this.tab.field(words.auth.full_name).fill(this.fullName);
    await this.tab.field(words.auth.username).fill(this.username);
    await this.tab.field(words.auth.password).fill(Person.PASSWORD);
    await this.tab.button(words.auth.sign_up).click();
    await this.keepCodes();
  }

  /** Right after signing up: notes the recovery codes and goes on to the start. */
  async keepCodes(): Promise<string[]> {
    await expect(this.tab.page).toHaveURL('/welcome');
    const codes = this.tab.page.getByRole('list', { name: words.codes.label }).getByRole('listitem');
    this.codes = await codes.allTextContents();
    await this.tab.button(words.codes.kept).click();
    await expect(this.tab.page).toHaveURL('/');
    return this.codes;
  }

  async logIn(): Promise<void> {
    await this.tab.page.goto('/login');
    await this.tab.field(words.auth.login).fill(this.username);
    await this.tab.field(words.auth.password).fill(Person.PASSWORD);
    await this.tab.button(words.auth.log_in).click();
    await expect(this.tab.page).toHaveURL('/');
  }

  /** Leaves for good, by the settings. */
  async deleteAccount(): Promise<void> {
    const { page } = this.tab;
    await page.goto('/settings/data');
    await page.getByText(words.settings.delete_open).click();
    await page.locator('input[name=username]').fill(this.username);
    await this.tab.field(words.auth.password).fill(Person.PASSWORD);
    await this.tab.button(words.settings.delete_go).click();
    await expect(page).toHaveURL('/login?deleted');
  }

  async logOut(): Promise<void> {
    await this.tab.button(words.auth.log_out).click();
    await expect(this.tab.page).toHaveURL('/login');
  }

  /** Sends messages one after the other, past the interface: for stories that need many. */
  async sendMany(other: Named, bodies: string[]): Promise<void> {
    const opened = await this.ask('get_conversation', { username: other.username });
    for (const body of bodies) {
      await this.ask('send_message', {
        conversation: opened.contact.conversation,
        client_id: crypto.randomUUID(),
        body,
      });
    }
  }

  private async ask(endpoint: string, form: Record<string, string>) {
    const answer = await this.context.request.post(`/api/${endpoint}`, {
      form,
      headers: { Accept: 'application/json' },
    });
    expect(answer.status(), `${endpoint}: ${await answer.text()}`).toBe(200);
    return answer.json();
  }
}
