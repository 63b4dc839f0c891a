import { each, type LibraryFacts } from "../facts.ts";

/** https://github.com/gajus/slonik#readme */
export const slonik: LibraryFacts = {
  library: "slonik",
  placeholders: "numbered",
  tags: {
    ...each(["sql", "sql.unsafe", "sql.type()", "sql.typeAlias()", "sql.prepared"], {
      role: "statement",
      result: null,
    }),
    "sql.fragment": { role: "fragment", result: null },
  },
  runs: {
    ...each(["Pool().any", "Pool().many"], "rows"),
    ...each(["Pool().anyFirst", "Pool().manyFirst"], "values"),
    ...each(["Pool().oneFirst", "Pool().maybeOneFirst"], "value"),
    "Pool().one": "row",
    "Pool().maybeOne": "row-or-null",
    "Pool().query": "result",
    ...each(["Pool().exists", "Pool().stream"], "other"),
  },
};
