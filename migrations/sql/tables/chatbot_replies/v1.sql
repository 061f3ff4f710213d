-- What the shop wants said when a keyword comes up.
CREATE TABLE chatbot_replies (
    id BIGINT NOT NULL AUTO_INCREMENT,
    keyword VARCHAR(100) NOT NULL,
    language VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'en',
    reply VARCHAR(1900) NOT NULL,
    is_active BOOL NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT uq_chatbot_replies_keyword_language UNIQUE (keyword, language)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
