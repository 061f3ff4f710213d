-- One row for each move of an order, the first with no from_status; written by triggers alone.
CREATE TABLE order_state_history (
    id BIGINT NOT NULL AUTO_INCREMENT,
    order_id BIGINT NOT NULL,
    from_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin,
    to_status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changed_by VARCHAR(100) NOT NULL,
    changed_by_type VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(500),
    metadata TEXT,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    KEY ix_order_state_history_order (order_id, id),
    KEY ix_order_state_history_to_created (to_status, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
