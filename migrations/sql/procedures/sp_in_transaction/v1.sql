-- Tell whether the caller is inside a transaction, without changing that. A savepoint set under autocommit is gone at
-- once, so releasing it fails (1305); inside a transaction it is still there. Works alike on MariaDB and MySQL.
CREATE PROCEDURE sp_in_transaction (OUT p_inside TINYINT)
    NOT DETERMINISTIC MODIFIES SQL DATA SQL SECURITY INVOKER
BEGIN
    DECLARE CONTINUE HANDLER FOR 1305 SET p_inside = 0;
    SET p_inside = 1;
    SAVEPOINT qs_probe;
    RELEASE SAVEPOINT qs_probe;
END
