import { type BrowserContextOptions, test as base } from '@playwright/test';

import { Person } from './person';
import { Server } from './server';

export { expect } from '@playwright/test';
export { Person } from './person';
export { picture } from './picture';
export { Server } from './server';
export { Tab } from './tab';
export { durable, filled, words } from './wording';

interface Cast {
  /** What the story's server is told besides the usual, as environment variables. */
  settings: Record<string, string>;
  server: Server;
  /** Somebody new with a browser of their own and no account. */
  stranger: (fullName: string, options?: BrowserContextOptions) => Promise<Person>;
  /** The same, signed up. */
  person: (fullName: string, options?: BrowserContextOptions) => Promise<Person>;
}

/** A story: its own server, as many people as it needs, and no complaint in any of their tabs. */
export const test = base.extend<Cast>({
  settings: [{}, { option: true }],
  server: async ({ settings }, use, info) => {
    const server = await Server.start(`server-${info.testId}`, settings);
    await use(server);
    await server.clear();
  },
  stranger: async ({ browser, server }, use) => {
    const people: Person[] = [];
    await use(async (fullName, options) => {
      const person = await Person.arrive(browser, server, fullName, options);
      people.push(person);
      return person;
    });
    const complaints = people.flatMap(({ fullName, tabs }) =>
      tabs.flatMap((tab) => tab.complaints.map((complaint) => `${fullName}: ${complaint}`)),
    );
    for (const { context } of people) await context.close();
    base.expect(complaints).toEqual([]);
  },
  person: async ({ stranger }, use) => {
    await use(async (fullName, options) => {
      const person = await stranger(fullName, options);
      await person.signUp();
      return person;
    });
  },
});
