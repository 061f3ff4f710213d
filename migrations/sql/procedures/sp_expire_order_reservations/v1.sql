-- End an order's hold if it is past its time (checked again under the order's lock; see sp_expire_order_holds).
-- Inside a caller's transaction it is part of that; from a bare client it opens and ends its own.
-- Answers one row: outcome ('cancelled', 'expired', 'not_due'), lines_changed. Signals 31002 unknown order, 31006 wrong books.
CREATE PROCEDURE sp_expire_order_reservations (IN p_order_id BIGINT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_inside TINYINT;
    DECLARE v_outcome VARCHAR(20);
    DECLARE v_lines INT;
    CALL sp_in_transaction(v_inside);
    IF v_inside = 1 THEN
        CALL sp_expire_order_holds(p_order_id, v_outcome, v_lines);
    ELSE
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                ROLLBACK;
                RESIGNAL;
            END;
            START TRANSACTION;
            CALL sp_expire_order_holds(p_order_id, v_outcome, v_lines);
            COMMIT;
        END;
    END IF;
    SELECT v_outcome AS outcome, v_lines AS lines_changed;
END
