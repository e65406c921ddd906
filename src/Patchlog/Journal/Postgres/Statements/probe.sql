-- Writes what nobody reads.
insert into patchlog.probe (asked_at) values (clock_timestamp())
on conflict (singleton) do update set asked_at = excluded.asked_at
