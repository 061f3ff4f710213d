-- A customer whose orders skip the ID check, until a date or an amount.
CREATE TABLE trusted_buyers (
    id BIGINT NOT NULL AUTO_INCREMENT,
    user_id BIGINT NOT NULL,
    reason VARCHAR(255) NOT NULL,
    added_by VARCHAR(100) NOT NULL,
    max_order_amount NUMERIC(12, 2),
    expires_at DATETIME(6),
    is_active BOOL NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT uq_trusted_buyers_user UNIQUE (user_id),
    CONSTRAINT fk_trusted_buyers_user_id FOREIGN KEY(user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
