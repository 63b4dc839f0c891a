import { relative } from "node:path";
import type { Settings } from "../lib/settings.ts";
import plugin from "../rules/index.ts";
import { presets, presetsOf, type RuleSettings } from "../rules/presets.ts";
import { isCheckedFile } from "./checked-files.ts";
import { chosenRules } from "./chosen-rules.ts";
import type { ExitStatus, RulesOptions } from "./options.ts";
import { printableDocument } from "./printable.ts";
import { projectRoots } from "./project.ts";
import { complain, colorsFor, type Colors, type Streams } from "./streams.ts";
import { writtenSettings } from "./written-settings.ts";
import { validate } from "../lib/settings.ts";

/** `rowguard rules [file]`: the rules there are, the sets they are in, and which are on. */
export function rulesCommand({ file, format }: RulesOptions, streams: Streams): ExitStatus {
  const { cwd, stdout } = streams;
  const roots = projectRoots([file ?? "."], cwd);
  const settings = writtenSettings(roots, streams) ?? validate({}, "settings", roots[0] ?? cwd);
  const on = file === null || isCheckedFile(file) ? rulesOn(settings) : {};
  if (format === "json") stdout.write(printableDocument(`${JSON.stringify(rulesJson(on), null, 2)}\n`));
  else {
    const colors = colorsFor(streams);
    const where = relative(cwd, settings.root).replaceAll("\\", "/") || ".";
    stdout.write(
      `${[...describeRules(on, colors), "", ...describePresets(colors), "", ...footer(file, where, settings)].join("\n")}\n`,
    );
  }
  if (file === null || isCheckedFile(file)) return 0;
  return complain(streams, `${file} is no file that rowguard reads: JavaScript, TypeScript, .sql and .prisma are.`);
}

const rulesOn = (settings: Settings): RuleSettings =>
  chosenRules({ rules: [], presets: [] }, settings, Object.keys(plugin.rules));

const descriptionOf = (rule: string): string => plugin.rules[rule]?.meta?.docs?.description ?? "";

function rulesJson(on: RuleSettings) {
  return {
    rules: Object.keys(plugin.rules).map((name) => ({
      name,
      description: descriptionOf(name),
      presets: [...presetsOf(name), "all"],
      severity: on[name]?.severity ?? "off",
      options: on[name]?.options ?? {},
    })),
    presets,
  };
}

function describeRules(on: RuleSettings, colors: Colors): readonly string[] {
  const names = Object.keys(plugin.rules);
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => {
    const severity = on[name]?.severity ?? "off";
    const mark = severity === "off" ? colors.dim("off  ") : colors.yellow(severity.padEnd(5));
    const sets = presetsOf(name).join(", ");
    return `${mark}  ${name.padEnd(width)}  ${descriptionOf(name)}${sets ? colors.dim(`  (${sets})`) : ""}`;
  });
}

function describePresets(colors: Colors): readonly string[] {
  const width = Math.max(...Object.keys(presets).map((name) => name.length));
  return Object.entries(presets).map(([name, what]) => `${colors.cyan(name.padEnd(width))}  ${what}`);
}

function footer(file: string | null, root: string, settings: Settings): readonly string[] {
  const sets = settings.presets.map((name) => `"${name}"`).join(", ") || "none";
  const own = Object.keys(settings.rules).length;
  const more = own > 0 ? `, and ${own} set by name` : "";
  return [
    `On for ${file ?? "this folder"}: the presets ${sets}${more} (settings of ${root}). What ESLint's own configuration sets is ESLint's.`,
    "rowguard explain <rule> prints the page of a rule; rowguard.config.json takes presets and rules.",
  ];
}
