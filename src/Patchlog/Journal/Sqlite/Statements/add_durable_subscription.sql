-- Adds a named subscription; no row if there is one. ?1 tenant, ?2 name, ?3 document, ?4 revision: the time in
-- microseconds, so that a name that was dropped and is in use again has none of its old ones.
insert into durable_subscriptions (tenant, name, revision, document) values (?1, ?2, ?4, ?3)
on conflict (tenant, name) do nothing returning revision
