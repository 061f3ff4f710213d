-- One line as it was priced at creation. product_id is the row whose stock is taken (a variant's own).
CREATE TABLE order_items (
    id BIGINT NOT NULL AUTO_INCREMENT,
    order_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    sku VARCHAR(64) NOT NULL,
    product_name VARCHAR(150) NOT NULL,
    options JSON NOT NULL DEFAULT ('{}'),
    unit_price NUMERIC(12, 2) NOT NULL,
    quantity INTEGER NOT NULL,
    cancelled_quantity INTEGER NOT NULL DEFAULT 0,
    line_total NUMERIC(12, 2) NOT NULL,
    weight_kg NUMERIC(8, 3) NOT NULL DEFAULT (0.000),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_order_items_quantity CHECK (quantity > 0 AND cancelled_quantity >= 0 AND cancelled_quantity <= quantity),
    CONSTRAINT ck_order_items_line_total CHECK (line_total = unit_price * quantity),
    CONSTRAINT fk_order_items_order_id FOREIGN KEY(order_id) REFERENCES orders (id),
    KEY ix_order_items_order (order_id, id),
    KEY ix_order_items_product_created (product_id, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
