-- A second heart for the clean-up of finished queue rows. Created disabled: the workers own this job.
CREATE EVENT ev_clean_queues
    ON SCHEDULE EVERY 1 DAY
    ON COMPLETION PRESERVE
    DISABLE
    COMMENT 'Delete old finished outbox and fulfilment rows'
    DO CALL sp_clean_queues(90, 10000)
