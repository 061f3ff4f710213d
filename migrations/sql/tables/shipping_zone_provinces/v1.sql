-- A province of a zone, under its normalised name (see services.shipping.province_key); '*' is everywhere else.
CREATE TABLE shipping_zone_provinces (
    province_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    zone_id BIGINT NOT NULL,
    province VARCHAR(100) NOT NULL,
    PRIMARY KEY (province_key),
    CONSTRAINT fk_shipping_zone_provinces_zone_id FOREIGN KEY(zone_id) REFERENCES shipping_zones (id) ON DELETE CASCADE,
    KEY ix_shipping_zone_provinces_zone (zone_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
