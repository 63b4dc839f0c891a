import { natural } from "./sources/order.ts";
import type { DefiningFile, History } from "./history.ts";

/** From when on tables are judged. */
export interface SinceSettings {
  /** The last migration that is left as it is. */
  readonly since?: string | null;
  /** Instead of that: the files (absolute) that are new; null for all. */
  readonly newFiles?: readonly string[] | null;
}

/** Which migrations are left as they are. */
export interface Since {
  isOld(file: DefiningFile): boolean;
  /** The last step before the first one that is judged; -1 where all are. */
  readonly step: number;
}

const everything: Since = { isOld: () => false, step: -1 };

/**
 * A migration is named by its path, by its name with or without what it ends in, or by the number or time that its name
 * begins with. One that does not exist any more divides the others by where its name would stand among theirs.
 */
export function sinceOf(history: History, { since, newFiles }: SinceSettings): Since {
  const { files } = history;
  if (newFiles) {
    const first = files.find(({ file }) => newFiles.includes(file));
    return { isOld: ({ file }) => !newFiles.includes(file), step: first ? first.step - 1 : history.last };
  }
  if (since == null) return everything;
  const named = files.findLast(({ shown }) => namesOf(shown).includes(since));
  const before = named ?? files.findLast(({ shown }) => natural(nameOf(shown), since) <= 0);
  const step = before?.step ?? -1;
  return { isOld: (file) => file.step <= step, step };
}

/** Tools that give each migration a folder have its name there. */
const nameOf = (shown: string): string => {
  const parts = shown.split("/");
  return (/^(?:migration|up)\.\w+$/.test(parts.at(-1) ?? "") ? parts.at(-2) : parts.at(-1)) ?? shown;
};

function namesOf(shown: string): readonly string[] {
  const name = nameOf(shown);
  const stem = name.replace(/(?:\.up)?\.\w+$/, "");
  return [shown, name, stem, /^[Vv]?(\d[\d.]*)/.exec(name)?.[1] ?? name];
}
