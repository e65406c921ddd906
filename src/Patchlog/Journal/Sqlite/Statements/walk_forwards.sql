-- Living documents in the order of an index; no rows where there are none. ?1 number, ?2 tenant, ?3 type, ?4 from this
-- key, ?5 to this one, ?6 and ?7 behind this key and id. A range of index_keys_by_key, and a probe of the primary key
-- for each; a reader that has enough stops.
select a.target_id, a.version, a.created_at, a.updated_at, a.body, k.key
from index_keys k indexed by index_keys_by_key
cross join aggregates a on a.tenant = k.tenant and a.target_name = ?3 and a.target_id = k.target_id
where k.index_number = ?1 and k.tenant = ?2 and k.key between ?4 and ?5 and (k.key, k.target_id) > (?6, ?7)
    and a.body is not null
order by k.key, k.target_id
