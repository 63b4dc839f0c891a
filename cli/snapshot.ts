import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { readSnapshot, type QueryDatabase } from "../lib/catalog/snapshot.ts";
import { connectWithPg, describeUrl, reasonOf, type Client, type Connect } from "./database-client.ts";
import { plural } from "./findings.ts";
import type { ExitStatus } from "./options.ts";
import { PackageMissing } from "./project-package.ts";
import { complain, type Streams } from "./streams.ts";

/**
 * `rowguard schema --from <url> --out <file>`: writes what a live database has, and changes nothing in it. The password
 * is in no message.
 */
export async function snapshotCommand(
  from: string,
  out: string,
  streams: Streams,
  connect: Connect = connectWithPg(streams.cwd),
): Promise<ExitStatus> {
  const place = describeUrl(from);
  if (place === null) return complain(streams, `--from takes a URL such as postgres://user@host:5432/database.`);
  let client: Client;
  try {
    client = await connect(from);
  } catch (error) {
    if (error instanceof PackageMissing)
      return complain(streams, "--from needs the package pg. Run: npm install --save-dev pg");
    throw error;
  }
  // A connection that breaks is told by the query that fails.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const query: QueryDatabase = async (sql) => (await client.query(sql)).rows;
    const snapshot = await readSnapshot(query);
    writeFileSync(resolve(streams.cwd, out), `${JSON.stringify(snapshot, null, 2)}\n`);
    streams.stdout.write(
      `${out}: ${plural(snapshot.tables.length, "table")}, ${plural(snapshot.views.length, "view")} of ${place}. Use it with --schema ${out}, or name it in the settings.\n`,
    );
    return 0;
  } catch (error) {
    return complain(streams, `${reasonOf(error, place)}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
