-- A promo code. used_count is the number of orders that hold it, counted under this row's lock.
CREATE TABLE promos (
    id BIGINT NOT NULL AUTO_INCREMENT,
    code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value NUMERIC(12, 2) NOT NULL DEFAULT (0.00),
    min_purchase_amount NUMERIC(12, 2) NOT NULL DEFAULT (0.00),
    max_discount_amount NUMERIC(12, 2),
    usage_limit INTEGER,
    per_customer_limit INTEGER,
    used_count INTEGER NOT NULL DEFAULT 0,
    starts_at DATETIME(6),
    ends_at DATETIME(6),
    is_active BOOL NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_promos_type CHECK (type IN ('percentage', 'fixed', 'free_shipping')),
    CONSTRAINT ck_promos_used_count CHECK (used_count >= 0 AND (usage_limit IS NULL OR used_count <= usage_limit)),
    CONSTRAINT uq_promos_code UNIQUE (code),
    KEY ix_promos_active_ends (is_active, ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
