-- What an entry of a batch meets: whether its command id is known (0 or 1), and the version its aggregate is at, 0 if
-- there has never been one. Always one row. ?1 tenant, ?2 command id, ?3 type, ?4 id. Three probes of unique indexes.
select
    exists (select 1 from events where tenant = ?1 and command_id = ?2 and ordinal = 1)
        or exists (select 1 from unchanged where tenant = ?1 and command_id = ?2),
    coalesce((select version from aggregates where tenant = ?1 and target_name = ?3 and target_id = ?4), 0)
