import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import rowguard from "eslint-plugin-rowguard";
import tseslint from "typescript-eslint";

export default defineConfig([
  // The shop has a configuration of its own; its mistakes are meant, and tests/docs.test.ts holds what is found in it.
  { ignores: ["dist/", "coverage/", "tests/fixtures/", "examples/"] },
  {
    files: ["**/*.{js,ts}"],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        performance: "readonly",
        Buffer: "readonly",
      },
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommended],
    rules: {
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-namespace": ["error", { allowDeclarations: true }],
    },
  },
  { files: ["tests/**"], rules: { "@typescript-eslint/no-explicit-any": "off" } },
  {
    files: ["rules/**", "lib/define-rule.ts"],
    extends: [eslintPlugin.configs.recommended],
    // The schema of a rule's options is made from their defaults.
    rules: {
      "eslint-plugin/require-meta-schema": "off",
      "eslint-plugin/require-meta-schema-description": "off",
    },
  },
  { files: ["lib/**", "rules/**", "cli/**", "bench/**", "tests/**"], extends: [rowguard.configs.recommended] },
]);
