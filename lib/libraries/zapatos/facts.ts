import type { LibraryFacts } from "../library.ts";

/** https://jawj.github.io/zapatos/ */
export const zapatos: LibraryFacts = {
  name: "zapatos",
  packages: [],
  models: {
    kind: "zapatos types",
    packages: ["zapatos"],
    marks: [/declare module ["']zapatos\/schema["']/],
    typesOnly: true,
    ownDialect: true,
  },
};
