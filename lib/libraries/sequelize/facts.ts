import { each, takesOnlyText, takesText, type LibraryFacts } from "../facts.ts";

/** https://sequelize.org/docs/v6/core-concepts/raw-queries/ */
export const sequelize: LibraryFacts = {
  library: "sequelize",
  placeholders: "colon",
  tags: { sql: { role: "fragment", result: null } },
  texts: {
    "Sequelize().query": takesText("unsettled", {
      properties: ["query"],
      values: { argument: 1, form: "options", properties: ["replacements", "bind"] },
    }),
    "Sequelize().queryRaw": takesText("other", {
      values: { argument: 1, form: "options", properties: ["replacements", "bind"] },
    }),
    ...each(["literal"], takesOnlyText("other", { role: "fragment" })),
  },
};
