import type { LibraryFacts } from "../library.ts";

/** https://supabase.com/docs/guides/api/rest/generating-types */
export const supabase: LibraryFacts = {
  name: "supabase",
  packages: [],
  models: {
    kind: "supabase types",
    packages: ["@supabase/*"],
    marks: [/\bDatabase\b/, /\bTables\s*:\s*\{/, /\bRow\s*:\s*\{/],
    typesOnly: true,
    ownDialect: true,
  },
  sqlMigrations: { shown: "supabase/migrations/*.sql", below: "supabase" },
};
