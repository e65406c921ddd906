-- Ends an epoch, and answers the one that there is now. Always one row. $1 the epoch to end, null for any.
with renewed as (
    update patchlog.epoch set epoch = gen_random_uuid() where $1::uuid is null or epoch = $1 returning epoch
)
select epoch from renewed
union all
select epoch from patchlog.epoch where not exists (select from renewed)
