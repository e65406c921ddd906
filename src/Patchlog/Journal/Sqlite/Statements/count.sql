-- How many aggregates of a tenant have a current state. ?1 tenant.
select count(*) from aggregates where tenant = ?1
