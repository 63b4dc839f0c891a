-- Sessions come and go: rows are really deleted here.
CREATE TABLE sessions (
  token text PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id),
  user_agent text,
  expires_at timestamptz NOT NULL
);
