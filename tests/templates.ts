import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");

/** The templates of CONTRIBUTING.md by their paths, which their first lines say; without these lines. */
export const templates: ReadonlyMap<string, string> = new Map(
  [...read("CONTRIBUTING.md").matchAll(/^```ts\n\/\/ (\S+)\n([^]*?)^```$/gm)].map(([, path = "", code = ""]) => [
    path,
    code,
  ]),
);

/** The made-up library of the templates: the files of its folder by name. The page only links to its sources of the schema. */
export const ninthQuery: ReadonlyMap<string, string> = new Map([
  ...[...templates].flatMap(([path, code]) => {
    const [, name] = /^lib\/libraries\/ninth-query\/(.+)$/.exec(path) ?? [];
    return name === undefined ? [] : [[name, code] as const];
  }),
  ...["models.ts", "migrations.ts"].map((name) => [name, read(`tests/fixtures/new-library/${name}`)] as const),
]);

/** The templates at the places where the page says they go. */
export const placed: ReadonlyMap<string, string> = new Map([
  ...[...templates].filter(([path]) => path !== "app.ts"),
  ...[...ninthQuery].map(([name, code]) => [`lib/libraries/ninth-query/${name}`, code] as const),
]);

/** A text of `lib/libraries/index.ts` or `readers.ts`, built or not, with the lines that the page asks for. */
export function withNinthQuery(text: string, imported: string, file: string, entry: string): string {
  const list = /(^export const (?:libraries|readers)\b.*= [[{])$/m;
  if (!list.test(text)) throw new Error(`no list in the text that ${file} is added to`);
  return `import { ${imported} } from "./ninth-query/${file}";\n${text.replace(list, `$1\n  ${entry}`)}`;
}
