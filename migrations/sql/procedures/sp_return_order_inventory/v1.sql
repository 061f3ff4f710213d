-- Put an order's sold (committed) stock back on the shelf: after a cancellation before shipping, or goods that came back.
-- Inside a caller's transaction it is part of that; from a bare client it opens and ends its own.
-- Answers one row: outcome ('returned', 'nothing_committed'), lines_changed. Signals 31002 unknown order, 31006 wrong books.
CREATE PROCEDURE sp_return_order_inventory (IN p_order_id BIGINT, IN p_reason VARCHAR(500))
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_inside TINYINT;
    DECLARE v_status VARCHAR(16);
    DECLARE v_lines INT;
    CALL sp_in_transaction(v_inside);
    IF v_inside = 1 THEN
        CALL sp_lock_order(p_order_id, v_status);
        CALL sp_end_order_holds(p_order_id, 'committed', 'released', 'returned', p_reason, v_lines);
    ELSE
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                ROLLBACK;
                RESIGNAL;
            END;
            START TRANSACTION;
            CALL sp_lock_order(p_order_id, v_status);
            CALL sp_end_order_holds(p_order_id, 'committed', 'released', 'returned', p_reason, v_lines);
            COMMIT;
        END;
    END IF;
    SELECT CASE WHEN v_lines > 0 THEN 'returned' ELSE 'nothing_committed' END AS outcome, v_lines AS lines_changed;
END
