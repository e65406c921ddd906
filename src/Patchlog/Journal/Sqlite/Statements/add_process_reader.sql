-- Gives a tenant a reader at the beginning of its journal, if it has none. ?1 tenant.
insert into process_readers (tenant) values (?1) on conflict (tenant) do nothing
