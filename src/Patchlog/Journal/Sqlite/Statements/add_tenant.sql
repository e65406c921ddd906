-- Notes that a tenant has events. ?1 tenant.
insert into tenants (tenant) values (?1) on conflict (tenant) do nothing
