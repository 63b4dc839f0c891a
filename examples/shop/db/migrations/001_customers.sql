CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  phone text,
  company text,
  created_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);

-- One live account for each address; deleted ones keep theirs.
CREATE UNIQUE INDEX customers_email_key ON customers (lower(email)) WHERE deleted_at IS NULL;
