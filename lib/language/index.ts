import { sqlLanguage } from "./sql-language.ts";

/** The languages of the plugin: `language: "rowguard/sql"`. */
export const languages = { sql: sqlLanguage };
