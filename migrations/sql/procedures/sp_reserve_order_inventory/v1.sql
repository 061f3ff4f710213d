-- Hold stock for every line of a pending order, or for none, until p_ttl_minutes (a fraction is fine) from now.
-- Inside a caller's transaction it is part of that; from a bare client it opens and ends its own.
-- Answers one row: outcome ('reserved', 'already_reserved', 'already_committed'), lines_changed, expires_at. Signals as sp_hold_order_lines.
CREATE PROCEDURE sp_reserve_order_inventory (IN p_order_id BIGINT, IN p_ttl_minutes DECIMAL(14, 6))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_inside TINYINT;
    DECLARE v_outcome VARCHAR(20);
    DECLARE v_lines INT;
    DECLARE v_expires DATETIME(6);
    CALL sp_in_transaction(v_inside);
    IF v_inside = 1 THEN
        CALL sp_hold_order_lines(p_order_id, p_ttl_minutes, v_outcome, v_lines, v_expires);
    ELSE
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                ROLLBACK;
                RESIGNAL;
            END;
            START TRANSACTION;
            CALL sp_hold_order_lines(p_order_id, p_ttl_minutes, v_outcome, v_lines, v_expires);
            COMMIT;
        END;
    END IF;
    SELECT v_outcome AS outcome, v_lines AS lines_changed, v_expires AS expires_at;
END
