CREATE TABLE coupons (
  code text PRIMARY KEY,
  percent integer NOT NULL CHECK (percent BETWEEN 1 AND 100),
  expires_at timestamptz,
  is_deleted boolean NOT NULL DEFAULT false
);
