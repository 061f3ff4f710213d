-- Turn an order's held stock into sold stock: physical and held both fall. A hold past its time but not yet given back
-- is still the order's and is honoured.
-- Inside a caller's transaction it is part of that; from a bare client it opens and ends its own.
-- Answers one row: outcome ('committed', 'nothing_reserved'), lines_changed. Signals 31002 unknown order, 31006 wrong books.
CREATE PROCEDURE sp_commit_order_inventory (IN p_order_id BIGINT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE v_inside TINYINT;
    DECLARE v_status VARCHAR(16);
    DECLARE v_lines INT;
    CALL sp_in_transaction(v_inside);
    IF v_inside = 1 THEN
        CALL sp_lock_order(p_order_id, v_status);
        CALL sp_end_order_holds(p_order_id, 'reserved', 'committed', 'committed', NULL, v_lines);
    ELSE
        BEGIN
            DECLARE EXIT HANDLER FOR SQLEXCEPTION
            BEGIN
                ROLLBACK;
                RESIGNAL;
            END;
            START TRANSACTION;
            CALL sp_lock_order(p_order_id, v_status);
            CALL sp_end_order_holds(p_order_id, 'reserved', 'committed', 'committed', NULL, v_lines);
            COMMIT;
        END;
    END IF;
    SELECT CASE WHEN v_lines > 0 THEN 'committed' ELSE 'nothing_reserved' END AS outcome, v_lines AS lines_changed;
END
