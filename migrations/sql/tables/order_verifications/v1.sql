-- A check an order needs before it may be confirmed: the buyer's identity, or a second person's approval.
CREATE TABLE order_verifications (
    id BIGINT NOT NULL AUTO_INCREMENT,
    order_id BIGINT NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
    reasons JSON NOT NULL DEFAULT ('[]'),
    notes TEXT,
    decided_by VARCHAR(100),
    decided_at DATETIME(6),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_order_verifications_kind CHECK (kind IN ('id_check', 'approval')),
    CONSTRAINT ck_order_verifications_status CHECK (status IN ('pending', 'approved', 'rejected')),
    CONSTRAINT uq_order_verifications_order_kind UNIQUE (order_id, kind),
    CONSTRAINT fk_order_verifications_order_id FOREIGN KEY(order_id) REFERENCES orders (id),
    KEY ix_order_verifications_status_created (status, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
