import type { Site } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import { assemble, type Assembled } from "./template/assemble.ts";
import { lex } from "./tokens/lexer.ts";
import { templateOf } from "./template/template.ts";
import { optionalKeysOf, variantsOf } from "./template/variants.ts";

/** A statement as it reaches PostgreSQL on one of the ways through the program: `$n` for each value that is sent beside it. */
export interface SentText {
  readonly text: string;
  /** The numbers of the parameters whose values are part of the text that the program sends, so that they have a type of their own. */
  readonly pasted: ReadonlySet<number>;
  /** The range of the file that a range of the text stands for. */
  span(start: number, end: number): Span;
}

/** So many ways of a text are told; the others are made of the same pieces. */
const mostTexts = 12;

/**
 * The statements of a site as they are sent, each text once. In: a site that is a statement. Out: `unknown` counts those of which some text is
 * not known, or that the grammar rejects: of them nothing can be asked.
 */
export function sentTexts(site: Site): { readonly texts: readonly SentText[]; readonly unknown: number } {
  const texts = new Map<string, SentText>();
  let unknown = 0;
  for (const variant of variantsOf(site.text, optionalKeysOf(site.text)).variants.slice(0, mostTexts)) {
    const { pasted, names, schemes } = site;
    for (const one of assemble(templateOf(variant), site.placeholders, { pasted, names, schemes })) {
      if (!isSentAsItIs(one) || writesIntoTexts(one, site)) unknown++;
      else if (!texts.has(one.text)) texts.set(one.text, sentText(one, pastesValues(site)));
    }
  }
  return { texts: [...texts.values()], unknown };
}

/** In: whether the values of its placeholders are written into the text. */
function sentText({ text, map, parameters, placed }: Assembled, pastes: boolean): SentText {
  // What stands in a list may be any values, with casts of their own.
  const lists = new Set(placed.filter(({ role }) => role === "list").map(({ hole }) => hole));
  const pasted = [...parameters].filter(([, { hole }]) =>
    hole ? hole.treatment !== "bound" || lists.has(hole) : pastes,
  );
  return { text, pasted: new Set(pasted.map(([number]) => number)), span: (start, end) => map.span(start, end) };
}

/** Libraries with placeholders of their own write the values into the text, or say their types. */
const pastesValues = ({ placeholders, sendsTypes }: Site): boolean =>
  sendsTypes === true || placeholders === "formatting" || placeholders === "colon" || placeholders === "any";

const isSentAsItIs = ({ parsed, isSent }: Assembled): boolean => isSent && parsed.ok && parsed.statements.length === 1;

/** Some libraries put values into string literals, too: `INTERVAL '?? days'` of knex, `'$<days> days'` of pg-promise. */
const intoTexts: Readonly<Record<string, RegExp>> = { question: /\?/, formatting: /\$[<{([/]\s*\w/ };

const writesIntoTexts = ({ text }: Assembled, { placeholders }: Site): boolean =>
  lex(text).some(({ kind, text: written }) => kind === "string" && intoTexts[placeholders]?.test(written) === true);
