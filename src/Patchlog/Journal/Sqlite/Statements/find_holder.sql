-- Who has a key beside a document; no row if nobody has. ?1 tenant, ?2 number of the declaration, ?3 key, ?4 id of the
-- document. A range of unique_keys_by_digest, of one row but for twins.
select target_id from unique_keys where tenant = ?1 and declaration = ?2 and digest = ?3 and target_id <> ?4
