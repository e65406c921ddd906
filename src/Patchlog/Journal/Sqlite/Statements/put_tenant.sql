-- Moves the tenant's head. ?1 tenant, ?2 position, ?3 time.
insert into tenants (tenant, head, last_time) values (?1, ?2, ?3)
on conflict (tenant) do update set head = excluded.head, last_time = excluded.last_time
