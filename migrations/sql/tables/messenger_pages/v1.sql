-- Whether a page may send now: paused on a dead token or a restriction, slowed by the platform's limits.
CREATE TABLE messenger_pages (
    page_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    paused_until DATETIME(6),
    pause_reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin,
    pause_level INTEGER NOT NULL DEFAULT 0,
    token_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (page_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
