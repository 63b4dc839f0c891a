import { lex } from "../read/sql/tokens/lexer.ts";
import { blankPsql } from "../read/sql/tokens/psql.ts";
import { writtenLanguage } from "./written-language.ts";

/** `language: "rowguard/sql"`: files of SQL, with the comments `-- …` and `/* … *\/`. */
export const sqlLanguage = writtenLanguage("SqlFile", (text) =>
  lex(blankPsql(text)).flatMap(({ kind, text: written, start, end, closed }) => {
    if (kind !== "comment") return [];
    const isBlock = written.startsWith("/*");
    return { type: isBlock ? "Block" : "Line", start, end, marks: [2, isBlock && closed ? 2 : 0] };
  }),
);
