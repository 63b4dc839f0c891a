import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commands } from "../cli/command-line.ts";
import { settingKeys } from "../lib/settings.ts";
import plugin from "../rules/index.ts";
import { keptStreams } from "./cli/command.ts";

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");
const changelog = read("CHANGELOG.md");
const [, ...sections] = changelog.split(/^## /m).map((section) => {
  const [title = "", ...lines] = section.split("\n");
  return { title, text: lines.join("\n").trim() };
});

/** Everything that a user can write, and where: a rule, a command, a flag, a key, an option. */
function written(): readonly (readonly [what: string, name: string])[] {
  const program = commands(keptStreams("/").streams, () => () => Promise.resolve());
  const flags = [program, ...program.commands].flatMap(({ options }) => options.flatMap(({ long }) => long ?? []));
  const options = Object.values(plugin.rules).flatMap(({ meta }) =>
    (meta?.defaultOptions ?? []).flatMap((given) => Object.keys(Object(given))),
  );
  return [
    ...Object.keys(plugin.rules).map((name) => ["rule", name] as const),
    ...program.commands.map((command) => ["command", `rowguard ${command.name()}`] as const),
    ...flags.map((name) => ["flag", name] as const),
    ...Object.values(settingKeys).flatMap((names) => names.map((name) => ["key", name] as const)),
    ...options.map((name) => ["option", name] as const),
  ];
}

/** The names in a text: of links, and of what stands in code. */
function namesIn(text: string): ReadonlySet<string> {
  // As many backticks close a piece of code as open it.
  const code = [...text.matchAll(/(`+)([^`]|[^`][^]*?[^`])\1(?!`)/g)].map(([, , inside = ""]) => inside);
  const commandsIn = code.flatMap((inside) => /^rowguard \w+/.exec(inside) ?? []);
  const links = [...text.matchAll(/\[([\w-]+)\]\(/g)].map(([, name = ""]) => name);
  return new Set([...code.flatMap((inside) => inside.match(/[\w-]+/g) ?? []), ...commandsIn, ...links]);
}

describe("CHANGELOG.md", () => {
  it("names every rule, command, flag, key and option there is: a new one has its line under Unreleased", () => {
    const named = namesIn(changelog);
    const missing = written().flatMap(([what, name]) => (named.has(name) ? [] : [`the ${what} ${name} has no line`]));
    expect([...new Set(missing)]).toEqual([]);
  });

  it("has what is not released first, then the versions, the newest first, and the package is of the newest", () => {
    const [unreleased, ...released] = sections.map(({ title }) => title);
    expect(unreleased).toBe("Unreleased");
    const ofVersion = (title: string) => /^(\d+)\.(\d+)\.(\d+)$/.exec(title)?.slice(1).map(Number) ?? [NaN];
    const newestFirst = released.toSorted((one, other) => {
      const [a, b] = [ofVersion(one), ofVersion(other)];
      const first = a.findIndex((part, index) => part !== b[index]);
      return first < 0 ? 0 : (b[first] ?? 0) - (a[first] ?? 0);
    });
    expect(released.flatMap(ofVersion)).not.toContain(NaN);
    expect(released).toEqual(newestFirst);
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(released[0]).toBe(version);
  });

  it("says under Unreleased what was added, changed, fixed or removed, in sentences", () => {
    const [unreleased] = sections;
    const [before = "", ...parts] = (unreleased?.text ?? "").split(/^### /m);
    expect(before.trim()).toBe("");
    for (const part of parts) {
      const [kind, ...lines] = part.trimEnd().split("\n");
      expect(["Added", "Changed", "Fixed", "Removed"]).toContain(kind);
      const entries = lines.join("\n").trim().split(/^- /m).slice(1);
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) expect(entry.trimEnd()).toMatch(/\.$/);
    }
  });
});
