-- Keeps a bundle, unless it is there.
insert into patchlog.bundles (tenant, digest, content) values ($1, $2, $3) on conflict do nothing
