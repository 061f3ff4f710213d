-- An alert or a task for staff; the dedupe key keeps one fault from ringing twice.
CREATE TABLE admin_notifications (
    id BIGINT NOT NULL AUTO_INCREMENT,
    severity VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title VARCHAR(200) NOT NULL,
    message VARCHAR(1000) NOT NULL,
    dedupe_key VARBINARY(191) NOT NULL,
    order_id BIGINT,
    conversation_id BIGINT,
    details JSON,
    is_task BOOL NOT NULL DEFAULT 0,
    seen_count INTEGER NOT NULL DEFAULT 1,
    read_at DATETIME(6),
    resolved_at DATETIME(6),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_admin_notifications_severity CHECK (severity IN ('info', 'warning', 'error', 'critical')),
    CONSTRAINT uq_admin_notifications_dedupe_key UNIQUE (dedupe_key),
    KEY ix_admin_notifications_read_created (read_at, created_at),
    KEY ix_admin_notifications_severity_created (severity, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
