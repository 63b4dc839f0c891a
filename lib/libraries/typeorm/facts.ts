import { each, takesFragment, takesText, type LibraryFacts } from "../facts.ts";

const receivers = ["DataSource()", "EntityManager()", "QueryRunner()", "Repository()", "BaseEntity"];

const condition = takesFragment({
  placeholders: "colon",
  values: { argument: null, form: "hidden", properties: [] },
  onlySpliced: true,
});

/** https://typeorm.io/docs/data-source/data-source-api */
export const typeorm: LibraryFacts = {
  library: "typeorm",
  placeholders: "numbered",
  tags: {
    ...each(
      receivers.map((receiver) => `${receiver}.sql`),
      { role: "statement", result: "rows" },
    ),
  },
  texts: {
    ...each(
      receivers.map((receiver) => `${receiver}.query`),
      takesText("unsettled"),
    ),
    ...each(
      [
        "where",
        "andWhere",
        "orWhere",
        "having",
        "andHaving",
        "orHaving",
        "groupBy",
        "addGroupBy",
        "select",
        "addSelect",
      ].map((name) => `builder.${name}`),
      condition,
    ),
    ...each(
      ["orderBy", "addOrderBy"].map((name) => `builder.${name}`),
      { ...condition, sorts: true },
    ),
    ...each(
      [
        "leftJoin",
        "innerJoin",
        "leftJoinAndSelect",
        "innerJoinAndSelect",
        "leftJoinAndMapOne",
        "leftJoinAndMapMany",
      ].map((name) => `builder.${name}`),
      { ...condition, text: 2 },
    ),
  },
};
