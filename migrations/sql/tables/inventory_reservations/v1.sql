-- Stock kept for one product of one order; expires_at is the only deadline there is.
CREATE TABLE inventory_reservations (
    id BIGINT NOT NULL AUTO_INCREMENT,
    order_id BIGINT NOT NULL,
    order_item_id BIGINT,
    product_id BIGINT NOT NULL,
    quantity INTEGER NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'reserved',
    reserved_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6),
    committed_at DATETIME(6),
    released_at DATETIME(6),
    release_reason VARCHAR(500),
    PRIMARY KEY (id),
    CONSTRAINT ck_inventory_reservations_status CHECK (status IN ('reserved', 'committed', 'released', 'expired')),
    CONSTRAINT ck_inventory_reservations_quantity CHECK (quantity > 0),
    CONSTRAINT uq_inventory_reservations_order_product UNIQUE (order_id, product_id),
    KEY ix_inventory_reservations_due (status, expires_at, order_id),
    KEY ix_inventory_reservations_product (product_id, status, expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
