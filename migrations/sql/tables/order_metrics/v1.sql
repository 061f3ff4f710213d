-- How long each stage of an order took, in milliseconds; NULL where it was not measured.
CREATE TABLE order_metrics (
    order_id BIGINT NOT NULL,
    validation_duration_ms NUMERIC(12, 3),
    pricing_duration_ms NUMERIC(12, 3),
    reservation_duration_ms NUMERIC(12, 3),
    queue_wait_duration_ms NUMERIC(14, 3),
    confirmation_wait_duration_ms NUMERIC(14, 3),
    fulfilment_duration_ms NUMERIC(14, 3),
    total_processing_duration_ms NUMERIC(14, 3),
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    updated_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    PRIMARY KEY (order_id),
    KEY ix_order_metrics_created (created_at, total_processing_duration_ms)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci
