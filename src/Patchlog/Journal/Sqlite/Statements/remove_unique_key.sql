-- Removes the key of a document, if it has one. ?1 tenant, ?2 number of the declaration, ?3 id.
delete from unique_keys where tenant = ?1 and declaration = ?2 and target_id = ?3
