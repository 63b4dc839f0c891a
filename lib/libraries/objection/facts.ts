import { takesFragment, type LibraryFacts } from "../facts.ts";

/** https://vincit.github.io/objection.js/api/objection/#raw */
export const objection: LibraryFacts = {
  library: "objection",
  placeholders: "question",
  texts: { raw: takesFragment({ values: { argument: 1, form: "rest", properties: [] } }) },
};
