import pluralize from "pluralize";

/** A name as its words: `userAccounts` and `user_accounts` are `user` and `accounts`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .split(/[_\s]+/)
    .filter((word) => word !== "");
}

/** The plural of the last word of a name, with the rest as it is; null where it is one, or has none of its own. */
export function pluralOf(name: string): string | null {
  const last = wordsOf(name).at(-1) ?? "";
  if (!/^[a-z]{2,}$/i.test(last) || pluralize.isPlural(last)) return null;
  const plural = pluralize.plural(last);
  return plural === last ? null : name.slice(0, name.length - last.length) + plural;
}

/** A name in the singular and in the plural of its last word, and as it is. */
export function formsOf(name: string): readonly string[] {
  const last = wordsOf(name).at(-1) ?? "";
  const head = name.slice(0, name.length - last.length);
  return [...new Set([name, head + pluralize.singular(last), head + pluralize.plural(last)])];
}
