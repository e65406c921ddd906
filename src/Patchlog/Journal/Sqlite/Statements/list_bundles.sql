-- All bundles.
select digest from bundles where tenant = ?1 order by digest
