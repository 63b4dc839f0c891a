import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import rowguard from "eslint-plugin-rowguard";
import tseslint from "typescript-eslint";

export default defineConfig([
  { ignores: ["dist/", "coverage/", "tests/fixtures/"] },
  { files: ["**/*.{js,ts}"], extends: [js.configs.recommended], languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" } } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" }],
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["tests/**"], rules: { "@typescript-eslint/no-explicit-any": "off" } },
  { files: ["rules/**", "lib/define-rule.ts"], extends: [eslintPlugin.configs.recommended] },
  { files: ["lib/**", "rules/**", "cli/**", "bench/**", "tests/**"], extends: [rowguard.configs.recommended] },
  // The shop's mistakes are meant: tests/docs.test.ts holds what is found in it.
  { files: ["examples/**"], rules: { "no-undef": "off" } },
]);
