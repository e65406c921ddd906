-- The position of the event that is so many events behind a position; no row if there are not so many up to the end.
-- ?1 tenant, ?2 behind, ?3 up to, ?4 so many. A range of the primary key's own index, which covers it.
select position from events
where tenant = ?1 and position > ?2 and position <= ?3
order by position
limit 1 offset ?4 - 1
