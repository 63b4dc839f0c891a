import { isSourceFile, isSqlFile } from "../lib/project/source-files.ts";

/** Whether all that a file holds is for the database, by its name: files of SQL, schemas of Prisma's. */
export const isWrittenForDatabase = (path: string): boolean => isSqlFile(path) || path.endsWith(".prisma");

/** Whether a file can be checked, by its name. */
export const isCheckedFile = (path: string): boolean => isSourceFile(path) || isWrittenForDatabase(path);
