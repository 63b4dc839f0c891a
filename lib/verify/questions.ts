import type { Catalog } from "../catalog/catalog.ts";
import type { Reading } from "../model/reading.ts";
import type { Span } from "../model/span.ts";
import { sentTexts, type SentText } from "../read/sql/sent-texts.ts";
import { tokensOf } from "../read/sql/tokens/tokens.ts";
import type { PreparingServer } from "./server.ts";
import { ownView, verdictOf, type OwnView, type Verdict } from "./verdicts.ts";

/** A text that PostgreSQL is asked about. */
interface Question {
  readonly sent: SentText;
  readonly own: OwnView;
  /** The text or call in the file. */
  readonly site: Span;
}

/** What is asked of the statements of a file. It holds nothing of the file's syntax tree. */
export interface Questions {
  readonly asked: readonly Question[];
  /** How many statements are not asked about, as not all of their text is known. */
  readonly unknown: number;
}

/** What PostgreSQL and rowguard have to say of a place of a file. */
export interface Answer {
  readonly verdict: Exclude<Verdict, { readonly kind: "same" | "open" }>;
  /** The wrong characters, where PostgreSQL names them; else the whole statement. */
  readonly span: Span;
  /** The whole text or call. */
  readonly site: Span;
}

export interface Answers {
  readonly answers: readonly Answer[];
  /** How many statements were answered, with an answer that says something, and with one that hangs on what is not known. */
  readonly answered: number;
  readonly open: number;
}

/** The texts that statements of a file are sent as, with what rowguard says of each. */
export function questionsOf(readings: readonly Reading[], catalog: Catalog): Questions {
  let unknown = 0;
  const asked = readings.flatMap(({ site, status }): readonly Question[] => {
    if (site.kind === "builder" && status !== "checked") {
      unknown++;
      return [];
    }
    const sent = sentTexts(site);
    const texts = sent.texts.filter(({ text }) => site.kind !== "builder" || !hasLongName(text));
    if (texts.length === 0) unknown++;
    return texts.flatMap((text) => {
      const own = ownView(text.text, catalog);
      return own ? { sent: text, own, site: site.span } : [];
    });
  });
  return { asked, unknown };
}

/** PostgreSQL cuts such a name, and so libraries write a shorter one, of their own making. */
const hasLongName = (text: string): boolean => /\w{64,}/.test(text);

/** Asks PostgreSQL. In: `lacks`, whether its database may lack what the real one has. Throws where the server is gone. */
export async function answersTo({ asked }: Questions, server: PreparingServer, lacks: boolean): Promise<Answers> {
  const answers: Answer[] = [];
  let open = 0;
  for (const { sent, own, site } of asked) {
    const verdict = verdictOf(await server.prepare(sent.text), own, sent, lacks);
    if (verdict.kind === "open") open++;
    else if (verdict.kind !== "same") answers.push({ verdict, span: placeOf(verdict, sent), site });
  }
  return { answers: eachOnce(answers), answered: asked.length - open, open };
}

/** From the token that PostgreSQL points at; of what it points nowhere at, the statement. */
function placeOf({ offset }: Answer["verdict"], sent: SentText): Span {
  const { text } = sent;
  if (offset === null || offset >= text.length) return sent.span(0, text.length);
  const tokens = tokensOf(text);
  let at = tokens.findIndex(({ start, end }) => start <= offset && end > offset);
  // A name with all of its parts: PostgreSQL points at the first.
  while (tokens[at + 1]?.text === "." && tokens[at + 2]) at += 2;
  return sent.span(offset, tokens[at]?.end ?? offset + 1);
}

/** What is said of several ways of one text is said once. */
function eachOnce(answers: readonly Answer[]): readonly Answer[] {
  const known = new Map<string, Answer>();
  for (const answer of answers) {
    const key = JSON.stringify([
      answer.span,
      "message" in answer.verdict ? answer.verdict.message : answer.verdict.about,
    ]);
    if (!known.has(key)) known.set(key, answer);
  }
  return [...known.values()];
}
