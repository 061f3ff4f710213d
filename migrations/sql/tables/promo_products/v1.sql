-- A product a promo is limited to; a promo without such rows covers everything.
CREATE TABLE promo_products (
    promo_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    PRIMARY KEY (promo_id, product_id),
    CONSTRAINT fk_promo_products_promo_id FOREIGN KEY(promo_id) REFERENCES promos (id) ON DELETE CASCADE,
    CONSTRAINT fk_promo_products_product_id FOREIGN KEY(product_id) REFERENCES products (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
