-- One order's use of a promo: held from creation, given back on cancel and expiry. No foreign key to the hot promo
-- row.
CREATE TABLE promo_redemptions (
    id BIGINT NOT NULL AUTO_INCREMENT,
    promo_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'held',
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    released_at DATETIME(6),
    PRIMARY KEY (id),
    CONSTRAINT ck_promo_redemptions_status CHECK (status IN ('held', 'released')),
    CONSTRAINT uq_promo_redemptions_order UNIQUE (order_id),
    KEY ix_promo_redemptions_promo_user_status (promo_id, user_id, status)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
