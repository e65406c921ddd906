-- The bundles that any server uses. $1 tenant, $2 seconds after which a server counts no more.
select distinct digest
from patchlog.bundle_uses u cross join unnest(u.digests) as d (digest)
where u.tenant = $1 and u.said_at >= clock_timestamp() - make_interval(secs => $2)
order by digest
