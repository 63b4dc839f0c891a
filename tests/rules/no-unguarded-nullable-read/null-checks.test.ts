import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noUnguardedNullableRead, {
  schema: "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, nick text);",
  file: "src/code.ts",
});

const typed = ts`
  import { Pool } from "pg";
  export const users = () => new Pool().query<{ nick: string }>("SELECT nick FROM users");
`;
const reported = ts`
  import { Pool } from "pg";
  export const users = () => new Pool().query<{ nick: string }>("SELECT nick FROM users");
                                                ~~~~ nonNullType
`;
const typescript = (version: string) => ({
  "../node_modules/typescript/package.json": JSON.stringify({ name: "typescript", version }),
});

valid("strictNullChecks off", typed, {
  files: { "../tsconfig.json": '{ "compilerOptions": { "strictNullChecks": false, "strict": true } }' },
});
valid("strict off", typed, { files: { "../tsconfig.json": '{ "compilerOptions": { "strict": false } }' } });
valid("nothing said, before TypeScript 6", typed, { files: { "../tsconfig.json": "{}", ...typescript("5.9.3") } });
invalid("nothing said, since TypeScript 6", reported, { files: { "../tsconfig.json": "{}", ...typescript("6.0.2") } });
valid("what is extended says so, with comments and a comma at the end", typed, {
  files: {
    "../tsconfig.json": '{\n  // as ever\n  "extends": "./base",\n}',
    "../base.json": '{ "compilerOptions": { "strict": true, "strictNullChecks": false, /* later */ } }',
  },
});
valid("the last one extended goes before the first", typed, {
  files: {
    "../tsconfig.json": '{ "extends": ["./strict.json", "./loose.json"] }',
    "../strict.json": '{ "compilerOptions": { "strictNullChecks": true } }',
    "../loose.json": '{ "compilerOptions": { "strictNullChecks": false } }',
  },
});
valid("a package's configuration", typed, {
  files: {
    "../tsconfig.json": '{ "extends": "@tsconfig/loose/tsconfig.json" }',
    "../node_modules/@tsconfig/loose/tsconfig.json": '{ "compilerOptions": { "strict": false } }',
  },
});
valid("a solution whose project says so", typed, {
  files: {
    "../tsconfig.json": '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
    "../tsconfig.app.json": '{ "compilerOptions": { "strict": false } }',
  },
});

invalid("strict", reported, { files: { "../tsconfig.json": '{ "compilerOptions": { "strict": true } }' } });
invalid("its own word goes before what it extends", reported, {
  files: {
    "../tsconfig.json": '{ "extends": "./base.json", "compilerOptions": { "strictNullChecks": true } }',
    "../base.json": '{ "compilerOptions": { "strictNullChecks": false } }',
  },
});
invalid("a nearer one goes before one above", reported, {
  files: {
    "tsconfig.json": '{ "compilerOptions": { "strict": true } }',
    "../tsconfig.json": '{ "compilerOptions": { "strict": false } }',
  },
});
invalid("what it extends is not installed", reported, {
  files: { "../tsconfig.json": '{ "extends": "@tsconfig/missing" }' },
});
invalid(
  "the reads, where types are left alone",
  ts`
  import { Pool } from "pg";
  export async function first() {
    const { rows } = await new Pool().query<{ nick: string }>("SELECT nick FROM users");
    return rows[0].nick.trim();
                   ~~~~ nullableRead
  }
`,
  { files: { "../tsconfig.json": '{ "compilerOptions": { "strict": false } }' } },
);
