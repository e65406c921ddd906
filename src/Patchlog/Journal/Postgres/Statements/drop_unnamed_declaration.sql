-- Brings a declaration of a bundle to its last stage; no row if it is not at that stage, is an operator's, or if a
-- server uses a bundle beside those that are known. $1 number, $2 stage, $3 tenant of the servers, $4 seconds after
-- which a server counts no more, $5 digests that are known.
update patchlog.unique_declarations set stage = 'dropping'
where number = $1 and stage = $2 and is_of_bundle
    and not exists (
        select 1 from patchlog.bundle_uses u cross join unnest(u.digests) as d (digest)
        where u.tenant = $3 and u.said_at >= clock_timestamp() - make_interval(secs => $4) and d.digest <> all ($5))
returning 1
