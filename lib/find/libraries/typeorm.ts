import { each, takesText, type LibraryFacts } from "../facts.ts";

const receivers = ["DataSource()", "EntityManager()", "QueryRunner()", "Repository()", "BaseEntity"];

/** https://typeorm.io/docs/data-source/data-source-api */
export const typeorm: LibraryFacts = {
  library: "typeorm",
  placeholders: "numbered",
  tags: { ...each(receivers.map((receiver) => `${receiver}.sql`), { role: "statement", result: "rows" }) },
  texts: { ...each(receivers.map((receiver) => `${receiver}.query`), takesText("unsettled")) },
};
