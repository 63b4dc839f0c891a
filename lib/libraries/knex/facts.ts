import { each, takesFragment, takesText, type LibraryFacts } from "../facts.ts";

const clauses = [
  "whereRaw",
  "orWhereRaw",
  "andWhereRaw",
  "havingRaw",
  "orHavingRaw",
  "andHavingRaw",
  "joinRaw",
  "orderByRaw",
  "groupByRaw",
  "fromRaw",
];

/** https://knexjs.org/guide/raw.html */
export const knex: LibraryFacts = {
  library: "knex",
  placeholders: "question",
  texts: {
    "db.raw": takesText("result"),
    ...each(["db.schema.raw"], takesText("other")),
    ...each(
      clauses.flatMap((name) => [`builder.${name}`, `db.${name}`]),
      takesFragment(),
    ),
    ...each(["builder.orderByRaw", "db.orderByRaw"], takesFragment({ sorts: true })),
  },
};
