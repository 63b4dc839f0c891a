import { dirname, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { databasesOf, fileQuestions, type FileQuestions } from "../../../cli/verify.ts";
import { serverFor, type VerifyingServer } from "../../../cli/verifying-servers.ts";
import { run } from "../../../cli/run.ts";
import { openSession } from "../../../cli/session.ts";
import { keptStreams } from "../../cli/command.ts";
import { verdictOf } from "../../../lib/verify/verdicts.ts";

/** Folders of projects, with colons between them: every statement of each is compared with what PostgreSQL says, and the shares are printed. */
const projects = (process.env["VERIFIED_PROJECTS"] ?? "").split(":").filter((folder) => folder !== "");

interface Tally {
  statements: number;
  known: number;
  unknown: number;
  open: number;
  readonly different: string[];
  readonly refused: string[];
  readonly reasons: Map<string, number>;
}

describe.runIf(projects.length > 0)("the statements of real projects", () => {
  it.each(projects)(
    "%s: types are what PostgreSQL says, or unknown",
    async (folder) => {
      const { streams } = keptStreams(folder);
      const session = openSession(
        { paths: [process.env["VERIFIED_PATH"] ?? "."], schema: [], softDelete: [] },
        streams,
      );
      const { read } = await run(session.files, {
        base: session.base,
        settings: session.settings,
        rules: {},
        types: false,
        fix: false,
        progress: { show: () => undefined, end: () => undefined },
        note: (_file, analysis) => fileQuestions(analysis, true),
      });
      const tally: Tally = {
        statements: 0,
        known: 0,
        unknown: 0,
        open: 0,
        different: [],
        refused: [],
        reasons: new Map(),
      };
      const postgres = await databasesOf(folder).embedded(dirname(import.meta.dirname));
      const servers = new Map<string, VerifyingServer>();
      for (const [file, questions] of read) {
        if (!questions) continue;
        const { serves, digest } = questions.schema;
        const key = `${serves} ${digest}`;
        const server = servers.get(key) ?? (await serverFor(postgres, questions.schema, session.settings.root));
        if (!servers.has(key))
          console.log(folder, serves, "not made:", server.problems.length, server.problems.slice(0, 5));
        servers.set(key, server);
        await compare(relative(folder, file), questions, server, tally);
      }
      const { statements, known, unknown, open, different, refused, reasons } = tally;
      const byCount = [...reasons].sort(([, one], [, other]) => other - one);
      console.log(
        folder,
        { statements, known, unknown, open, share: unknown / (known + unknown) },
        byCount.slice(0, 20),
      );
      console.log(refused.length, "refused\n", refused.slice(0, 40).join("\n"));
      expect(different).toEqual([]);
    },
    3_600_000,
  );
});

async function compare(file: string, questions: FileQuestions, server: VerifyingServer, tally: Tally): Promise<void> {
  for (const { sent, own } of questions.asked) {
    tally.statements++;
    const said = await server.prepare(sent.text);
    const verdict = verdictOf(said, own, sent, server.problems.length > 0);
    if (verdict.kind === "open") tally.open++;
    if (verdict.kind === "disagree") tally.different.push(`${file}: ${verdict.about}: ${sent.text}`);
    if (verdict.kind === "refused")
      tally.refused.push(
        `${verdict.isUntold ? "UNTOLD " : ""}${file}: ${verdict.code} ${verdict.message}: ${sent.text.replace(/\s+/g, " ").slice(0, 400)}`,
      );
    if (said.kind !== "accepted") continue;
    const types = [
      ...(own.outputs ?? said.outputs ?? []).map((one) => (own.outputs ? one : null)),
      ...own.parameters.values(),
    ];
    tally.known += types.filter((type) => type !== null).length;
    tally.unknown += types.filter((type) => type === null).length;
    for (const reason of own.unknown) tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
  }
}
