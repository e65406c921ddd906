-- Tells the listeners how far tenants have got, and does not wait for the disk. $1 channel, $2 messages.
select set_config('synchronous_commit', 'off', true), pg_notify($1, message) from unnest($2::text[]) as message
