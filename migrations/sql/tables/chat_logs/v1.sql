-- What was said, by whom, in the order it happened; never holds secrets.
CREATE TABLE chat_logs (
    id BIGINT NOT NULL AUTO_INCREMENT,
    conversation_id BIGINT NOT NULL,
    direction VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    author VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    mid VARBINARY(255),
    inbox_id BIGINT,
    outbox_id BIGINT,
    kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    text TEXT,
    is_deleted BOOL NOT NULL DEFAULT 0,
    event_at DATETIME(6),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT ck_chat_logs_direction CHECK (direction IN ('in', 'out')),
    CONSTRAINT ck_chat_logs_author CHECK (author IN ('customer', 'bot', 'staff', 'system')),
    KEY ix_chat_logs_conversation (conversation_id, id),
    KEY ix_chat_logs_created (created_at),
    KEY ix_chat_logs_mid (mid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
