import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, js } from "../../draw.ts";

const migrations = {
  "db/migrations/1_users.js": `exports.up = (knex) => knex.raw("CREATE TABLE users (id int PRIMARY KEY, email text, deleted_at timestamptz)");\nexports.down = () => {};`,
};
const { valid, invalid } = drawn(requireSoftDeleteFilter, { settings: { schema: ["db/migrations"] }, file: "fill.js" });

valid(
  "what a migration calls to change every row is the migration's",
  js`
  exports.fill = async (knex) => {
    await knex.raw("UPDATE users SET email = lower(email)");
  };
`,
  {
    files: {
      ...migrations,
      "db/migrations/2_fill.js": `const { fill } = require("../../fill.js");\nexports.up = (knex) => fill(knex);\nexports.down = () => {};`,
    },
  },
);

valid(
  "and so is the text that it sends",
  js`
  exports.lowered = () => "UPDATE users SET email = lower(email) WHERE email <> lower(email)";
`,
  {
    files: {
      ...migrations,
      "db/migrations/2_fill.js": `const { lowered } = require("../../fill.js");\nexports.up = (knex) => knex.raw(lowered());\nexports.down = () => {};`,
    },
  },
);

invalid(
  "a module that a migration merely imports is the application's",
  js`
  exports.isOn = (name) => name !== "";
  exports.fill = async (pool) => {
    await pool.query("UPDATE users SET email = lower(email) WHERE email <> lower(email)");
                             ~~~~~ unfilteredUpdate
  };
`,
  {
    files: {
      ...migrations,
      "db/migrations/2_fill.js": `const { isOn } = require("../../fill.js");\nexports.up = async (knex) => { if (isOn("x")) await knex.raw("CREATE TABLE logs (id int)"); };\nexports.down = () => {};`,
    },
  },
);
