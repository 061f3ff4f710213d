-- Housekeeping: end up to p_limit holds that are past their time, each order in a transaction of its own, so that no buyer
-- waits for more than one of them. To be called outside a transaction only; candidates are read without locks.
-- An order whose expiry fails is written to order_errors; after three failures it is left for a person.
-- Answers one row: looked_at, expired, cancelled, failed.
CREATE PROCEDURE sp_sweep_expired_reservations (IN p_limit INT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_done TINYINT DEFAULT 0;
    DECLARE v_order BIGINT;
    DECLARE v_outcome VARCHAR(20);
    DECLARE v_lines INT;
    DECLARE v_failed TINYINT;
    DECLARE v_errno INT;
    DECLARE v_text VARCHAR(500);
    DECLARE v_looked INT DEFAULT 0;
    DECLARE v_expired INT DEFAULT 0;
    DECLARE v_cancelled INT DEFAULT 0;
    DECLARE v_failures INT DEFAULT 0;
    DECLARE due CURSOR FOR
        SELECT DISTINCT r.order_id
        FROM (SELECT h.order_id FROM inventory_reservations h
            WHERE h.status = 'reserved' AND h.expires_at <= UTC_TIMESTAMP(6)
                AND (SELECT COUNT(*) FROM order_errors e
                    WHERE e.order_id = h.order_id AND e.error_code = 'EXPIRY_FAILED' AND e.is_resolved = 0) < 3
            ORDER BY h.expires_at LIMIT p_limit) r;
    DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_done = 1;

    SET @qs_actor = COALESCE(@qs_actor, 'sweeper'), @qs_actor_type = COALESCE(@qs_actor_type, 'worker'),
        @qs_reason = COALESCE(@qs_reason, 'reservation_expired');
    OPEN due;
    each_order: LOOP
        SET v_done = 0;
        FETCH due INTO v_order;
        IF v_done = 1 THEN
            LEAVE each_order;
        END IF;
        SET v_looked = v_looked + 1, v_failed = 0;
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                GET DIAGNOSTICS CONDITION 1 v_errno = MYSQL_ERRNO, v_text = MESSAGE_TEXT;
                ROLLBACK;
                SET v_failed = 1;
            END;
            START TRANSACTION;
            CALL sp_expire_order_holds(v_order, v_outcome, v_lines);
            COMMIT;
        END;
        IF v_failed = 1 THEN
            SET v_failures = v_failures + 1;
            -- A lock conflict is nobody's fault: the next sweep tries again.
            IF v_errno NOT IN (1205, 1213, 1020) THEN
                INSERT INTO order_errors (order_id, stage, error_code, message)
                VALUES (v_order, 'expiry', 'EXPIRY_FAILED', LEFT(CONCAT(v_errno, ' ', COALESCE(v_text, '')), 500));
            END IF;
        ELSEIF v_outcome = 'cancelled' THEN
            SET v_cancelled = v_cancelled + 1;
        ELSEIF v_outcome = 'expired' THEN
            SET v_expired = v_expired + 1;
        END IF;
    END LOOP;
    CLOSE due;
    SET @qs_actor = NULL, @qs_actor_type = NULL, @qs_reason = NULL;
    SELECT v_looked AS looked_at, v_expired AS expired, v_cancelled AS cancelled, v_failures AS failed;
END
