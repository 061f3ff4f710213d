-- Where we deliver and for how much: fee covers the first kilogram, per_kg each further one begun.
CREATE TABLE shipping_zones (
    id BIGINT NOT NULL AUTO_INCREMENT,
    name VARCHAR(100) NOT NULL,
    fee NUMERIC(12, 2) NOT NULL,
    per_kg NUMERIC(12, 2) NOT NULL DEFAULT (0.00),
    free_above NUMERIC(12, 2),
    eta_days_min INTEGER,
    eta_days_max INTEGER,
    is_active BOOL NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT uq_shipping_zones_name UNIQUE (name),
    CONSTRAINT ck_shipping_zones_fee CHECK (fee >= 0 AND per_kg >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
