import type { PGlite } from "@electric-sql/pglite";

/** What PostgreSQL says of a statement that it prepares: the types of columns and parameters, or why it refuses. */
export type Described =
  | {
      readonly code: null;
      readonly outputs: readonly { readonly name: string; readonly type: string }[];
      readonly parameters: readonly string[];
    }
  | { readonly code: string; readonly message: string };

/** Asks PostgreSQL what a statement takes and gives, without running it. */
export class TypeJudge {
  readonly #db: PGlite;
  readonly #shown = new Map<string, string>();

  constructor(db: PGlite) {
    this.#db = db;
  }

  async describe(sql: string): Promise<Described> {
    try {
      const parameters: string[] = [];
      const outputs: { name: string; type: string }[] = [];
      for (const message of await this.#messages(sql)) {
        if (message.name === "parameterDescription")
          for (const id of message.dataTypeIDs ?? []) parameters.push(await this.#shownAs(id, -1));
        if (message.name === "rowDescription")
          for (const { name, dataTypeID, dataTypeModifier } of message.fields ?? [])
            outputs.push({ name, type: await this.#shownAs(dataTypeID, dataTypeModifier) });
      }
      return { code: null, outputs, parameters };
    } catch (error) {
      const { code, message } = error as { readonly code: string; readonly message: string };
      return { code, message };
    }
  }

  async #messages(sql: string): Promise<readonly Message[]> {
    const text = new TextEncoder().encode(sql);
    const parse = frame("P", [0, ...text, 0, 0, 0]);
    const describe = frame("D", ["S".charCodeAt(0), 0]);
    const sync = frame("S", []);
    const answered: Message[] = [];
    try {
      for (const message of [parse, describe])
        answered.push(...((await this.#db.execProtocol(message, { syncToFs: false })).messages as readonly Message[]));
    } finally {
      await this.#db.execProtocol(sync, { syncToFs: false });
    }
    return answered;
  }

  async #shownAs(id: number, modifier: number): Promise<string> {
    const key = `${id} ${modifier}`;
    const before = this.#shown.get(key);
    if (before !== undefined) return before;
    const { rows } = await this.#db.query<{ shown: string }>("SELECT format_type($1, $2) AS shown", [id, modifier]);
    const shown = rows[0]?.shown ?? "";
    this.#shown.set(key, shown);
    return shown;
  }
}

interface Message {
  readonly name: string;
  readonly dataTypeIDs?: readonly number[];
  readonly fields?: readonly {
    readonly name: string;
    readonly dataTypeID: number;
    readonly dataTypeModifier: number;
  }[];
}

/** A message of the protocol: its letter, its length, its body. */
function frame(letter: string, body: readonly number[]): Uint8Array {
  const made = new Uint8Array(5 + body.length);
  made[0] = letter.charCodeAt(0);
  new DataView(made.buffer).setInt32(1, 4 + body.length);
  made.set(body, 5);
  return made;
}
