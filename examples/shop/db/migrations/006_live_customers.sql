CREATE VIEW live_customers AS
  SELECT id, email, name, phone, company, created_at
  FROM customers
  WHERE deleted_at IS NULL;
