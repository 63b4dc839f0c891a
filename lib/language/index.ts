import { prismaLanguage } from "./prisma-language.ts";
import { sqlLanguage } from "./sql-language.ts";

/** The languages of the plugin: `language: "rowguard/sql"`, `language: "rowguard/prisma"`. */
export const languages = { sql: sqlLanguage, prisma: prismaLanguage };
