ALTER TABLE orders ADD COLUMN tracking_code text;
ALTER TABLE products ADD CONSTRAINT products_sku_key UNIQUE (sku);
