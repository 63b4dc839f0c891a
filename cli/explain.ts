import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { didYouMean } from "../lib/nearest.ts";
import plugin from "../rules/index.ts";
import type { ExitStatus } from "./options.ts";
import { printableDocument } from "./printable.ts";
import { complain, type Streams } from "./streams.ts";

/** `rowguard explain <rule>`: its page. In: the name of a rule, with `rowguard/` or without. */
export function explainCommand(written: string, streams: Streams): ExitStatus {
  const rule = written.replace(/^rowguard\//, "");
  const names = Object.keys(plugin.rules);
  if (!names.includes(rule))
    return complain(streams, `there is no rule "${rule}".${didYouMean(rule, names)} rowguard rules lists them.`);
  const home = dirname(createRequire(import.meta.url).resolve("eslint-plugin-rowguard/package.json"));
  streams.stdout.write(printableDocument(readFileSync(join(home, "docs/rules", `${rule}.md`), "utf8")));
  return 0;
}
