import { type LibraryFacts } from "../library.ts";
import { takesFragment } from "../sql-facts.ts";
import { words } from "./words.ts";

/** https://vincit.github.io/objection.js/api/objection/#raw */
export const objection: LibraryFacts = {
  name: "objection",
  packages: [{ modules: ["objection"], flows: {} }],
  sql: {
    placeholders: "question",
    texts: { raw: takesFragment({ values: { argument: 1, form: "rest", properties: [] } }) },
    glance: { texts: ["raw"] },
    takesPieces: true,
  },
  builder: words,
  models: {
    kind: "objection",
    packages: ["objection"],
    marks: [/\btableName\b/, /\bModel\b/],
    also: /\bknexSnakeCaseMappers\s*\(/,
  },
  // knexfile.js takes its name mappers.
  configuration: { files: [], packages: ["objection"], objects: ["knexSnakeCaseMappers"] },
};
