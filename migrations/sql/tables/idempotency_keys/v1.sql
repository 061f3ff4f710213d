-- One request that must not be done twice, and the answer its repeats get.
CREATE TABLE idempotency_keys (
    id BIGINT NOT NULL AUTO_INCREMENT,
    scope VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARBINARY(255) NOT NULL,
    request_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'in_progress',
    fence BIGINT NOT NULL DEFAULT 0,
    lease_until DATETIME(6),
    response_status INTEGER,
    response_body TEXT,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_idempotency_keys_status CHECK (status IN ('in_progress', 'completed')),
    CONSTRAINT uq_idempotency_keys_scope_key UNIQUE (scope, idempotency_key),
    KEY ix_idempotency_keys_created (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
