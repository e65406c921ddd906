-- All bundles. $1 tenant.
select digest from patchlog.bundles where tenant = $1 order by digest
