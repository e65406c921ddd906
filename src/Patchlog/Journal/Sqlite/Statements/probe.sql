-- Writes what nobody reads. ?1 time.
insert into probe (singleton, asked_at) values (1, ?1)
on conflict (singleton) do update set asked_at = excluded.asked_at
