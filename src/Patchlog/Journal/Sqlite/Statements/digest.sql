-- The digest of an event; no row if there is none at the position. ?1 tenant, ?2 position.
select digest from events where tenant = ?1 and position = ?2
