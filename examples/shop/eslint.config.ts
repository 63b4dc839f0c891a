import { defineConfig } from "eslint/config";
import rowguard from "eslint-plugin-rowguard";
import tseslint from "typescript-eslint";

export default defineConfig([
  tseslint.configs.base,
  rowguard.configure({ root: import.meta.dirname, schema: "db/migrations" }),
]);
