import catalogue from '../../locales/en.json';

/** What the interface says: `words.auth.log_in`. The stories find everything by it. */
export const words = catalogue;

/** A sentence of the catalogue with its places filled: `filled(words.sidebar.unseen, { count: 2 })`. */
export function filled(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** How a message's mark reads once the server has it for good: it may have come further already. */
export const durable = new RegExp([words.conversation.sent, words.conversation.delivered, words.conversation.seen].join('|'));
