-- Keeps a bundle, unless it is there.
insert into bundles (tenant, digest, content, stored_at) values (?1, ?2, ?3, ?4) on conflict do nothing
