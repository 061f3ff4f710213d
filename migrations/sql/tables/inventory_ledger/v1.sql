-- Every change of a product's counters, append-only, with the counters it left.
CREATE TABLE inventory_ledger (
    id BIGINT NOT NULL AUTO_INCREMENT,
    product_id BIGINT NOT NULL,
    order_id BIGINT,
    cause VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    delta_stock INTEGER NOT NULL,
    delta_reserved INTEGER NOT NULL,
    stock_after INTEGER NOT NULL,
    reserved_after INTEGER NOT NULL,
    actor VARCHAR(100) NOT NULL,
    reason VARCHAR(500),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_inventory_ledger_cause CHECK (cause IN ('received', 'reserved', 'committed', 'released', 'expired', 'adjusted', 'returned', 'written_off')),
    KEY ix_inventory_ledger_order (order_id, id),
    KEY ix_inventory_ledger_product (product_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
