-- A second heart for expiry, for a server whose workers are down. Created disabled: the workers own this job.
CREATE EVENT ev_expire_reservations
    ON SCHEDULE EVERY 5 MINUTE
    ON COMPLETION PRESERVE
    DISABLE
    COMMENT 'End stock holds past their time'
    DO CALL sp_sweep_expired_reservations(1000)
