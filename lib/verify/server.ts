/** What PostgreSQL says of a statement that it prepares and does not run. */
export type Prepared =
  | {
      readonly kind: "accepted";
      /** As format_type writes them, without modifiers; null where the server does not say. */
      readonly outputs: readonly string[] | null;
      readonly parameters: readonly string[] | null;
    }
  | {
      readonly kind: "refused";
      /** SQLSTATE. */
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
      /** Of the statement, in UTF-16 units; null where PostgreSQL names no place. */
      readonly offset: number | null;
    };

/** A PostgreSQL that statements are shown to. */
export interface PreparingServer {
  /** What it is, for people: `PostgreSQL 18.6, embedded`. */
  readonly name: string;
  /** In: the text of one statement with `$n` for its parameters. Throws where the server is gone. */
  prepare(text: string): Promise<Prepared>;
  close(): Promise<void>;
}

/** Sends a statement; what PostgreSQL raises is thrown. */
export type Ask = (sql: string) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;

const name = "rowguard_asks";
const preparing = `PREPARE ${name} AS `;

/**
 * Has PostgreSQL prepare a statement by its own PREPARE, which reads and resolves all of it and runs nothing. In: one statement that can be prepared
 * (SELECT, VALUES, INSERT, UPDATE, DELETE, MERGE): nobody else makes sure that it is one.
 */
export async function prepareBy(ask: Ask, text: string): Promise<Prepared> {
  try {
    await ask(preparing + text);
  } catch (error) {
    return refusalOf(error, text);
  }
  const types = await typesBy(ask);
  await ask(`DEALLOCATE ${name}`);
  return { kind: "accepted", ...types };
}

async function typesBy(ask: Ask): Promise<{ outputs: readonly string[] | null; parameters: readonly string[] | null }> {
  const [row] = (
    await ask(
      // Servers before version 16 do not tell what comes back.
      `SELECT to_jsonb(p) -> 'result_types' IS NOT NULL AS says,
        ARRAY(SELECT format_type(t::oid, NULL) FROM unnest(p.parameter_types) t) AS parameters,
        ARRAY(SELECT format_type(coalesce(nullif(b.typbasetype, 0), nullif(a.typbasetype, 0), a.oid), NULL)
          FROM jsonb_array_elements_text(coalesce(nullif(to_jsonb(p) -> 'result_types', 'null'), '[]')) WITH ORDINALITY t(name, at)
          JOIN pg_type a ON a.oid = t.name::regtype LEFT JOIN pg_type b ON b.oid = a.typbasetype ORDER BY t.at) AS outputs
      FROM pg_prepared_statements p WHERE name = '${name}'`,
    )
  ).rows;
  const says = row?.["says"] === true;
  return { outputs: says ? textsIn(row["outputs"]) : null, parameters: textsIn(row?.["parameters"]) };
}

const textsIn = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : null;

/** Throws what is no answer: a connection that broke has no SQLSTATE, and a server that shuts down or has no room says nothing of a statement. */
function refusalOf(error: unknown, text: string): Prepared {
  const { code, message, hint, position } = error as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly hint?: unknown;
    readonly position?: unknown;
  };
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || /^(?:08|53|57|58|XX)/.test(code)) throw error;
  return {
    kind: "refused",
    code,
    message: String(message),
    hint: typeof hint === "string" ? hint : null,
    offset: offsetIn(text, Number(position)),
  };
}

/** PostgreSQL counts characters from 1, and those of what stands before the statement too. */
function offsetIn(text: string, position: number): number | null {
  const characters = position - 1 - preparing.length;
  if (!(characters >= 0)) return null;
  let offset = 0;
  for (let passed = 0; passed < characters && offset < text.length; passed++)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}
