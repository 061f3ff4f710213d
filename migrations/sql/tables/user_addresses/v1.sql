-- A delivery address a customer used; offered again next time.
CREATE TABLE user_addresses (
    id BIGINT NOT NULL AUTO_INCREMENT,
    user_id BIGINT NOT NULL,
    recipient_name VARCHAR(100) NOT NULL,
    phone VARCHAR(32) NOT NULL,
    address VARCHAR(255) NOT NULL,
    barangay VARCHAR(100),
    city VARCHAR(100) NOT NULL,
    province VARCHAR(100) NOT NULL,
    postal_code VARCHAR(10),
    region VARCHAR(100),
    psgc_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin,
    landmark VARCHAR(255),
    last_used_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (id),
    CONSTRAINT fk_user_addresses_user_id FOREIGN KEY(user_id) REFERENCES users (id),
    KEY ix_user_addresses_user_last_used (user_id, last_used_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
