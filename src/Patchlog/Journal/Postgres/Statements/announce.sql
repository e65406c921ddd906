-- Tells the listeners how far tenants have got. $1 channel, $2 messages.
select pg_notify($1, message) from unnest($2::text[]) as message
