-- Something that went wrong with an order or with making one; the context holds no personal data.
CREATE TABLE order_errors (
    id BIGINT NOT NULL AUTO_INCREMENT,
    order_id BIGINT,
    user_id BIGINT,
    stage VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    error_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    message VARCHAR(500) NOT NULL,
    context JSON,
    attempt INTEGER NOT NULL DEFAULT 1,
    is_resolved BOOL NOT NULL DEFAULT 0,
    resolved_by VARCHAR(100),
    resolved_at DATETIME(6),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    KEY ix_order_errors_code_created (error_code, created_at),
    KEY ix_order_errors_order_created (order_id, created_at),
    KEY ix_order_errors_resolved_created (is_resolved, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
