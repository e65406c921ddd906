-- Changes a named subscription if it still is at a revision; no row if it is not. ?1 tenant, ?2 name, ?3 document,
-- ?4 revision.
update durable_subscriptions set revision = revision + 1, document = ?3
where tenant = ?1 and name = ?2 and revision = ?4 returning revision
