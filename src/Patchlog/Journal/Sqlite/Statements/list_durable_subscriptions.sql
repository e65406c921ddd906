-- All named subscriptions; no rows if there are none. ?1 tenant, or null for all. A walk along the primary key.
select tenant, name, document from durable_subscriptions where ?1 is null or tenant = ?1 order by tenant, name
