import catalogue from '../../locales/en.json';

/** What the interface says: `words.auth.log_in`. The stories find everything by it. */
export const words = catalogue;

/** A sentence of the catalogue with its places filled: `filled(words.sidebar.unseen, { count: 2 })`. */
export function filled(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(values[name]));
}

/** A regular expression for a sentence whose places may hold anything. */
export function withAnything(sentence: string): RegExp {
  const parts = sentence.split(/\{\{\s*\w+\s*\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.+'));
}
