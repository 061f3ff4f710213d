-- A signed body that is no webhook we can split into events, kept whole for a person to look at.
CREATE TABLE webhook_unusable (
    id BIGINT NOT NULL AUTO_INCREMENT,
    source VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body_sha256 BINARY(32) NOT NULL,
    body MEDIUMBLOB NOT NULL,
    reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seen_count INTEGER NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    last_seen_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT uq_webhook_unusable_source_body UNIQUE (source, body_sha256),
    KEY ix_webhook_unusable_created (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
