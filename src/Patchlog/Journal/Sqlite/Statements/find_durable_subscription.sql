-- What is kept of a named subscription; no row if there is none. ?1 tenant, ?2 name.
select revision, document from durable_subscriptions where tenant = ?1 and name = ?2
