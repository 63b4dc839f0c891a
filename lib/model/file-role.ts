/**
 * What a source file is for. A test puts rows where it wants them and looks at deleted ones on purpose; a migration
 * changes every row there is, deleted ones too; a script is run by hand, once or to set something up.
 */
export type FileRole = "application" | "migration" | "script" | "test";
