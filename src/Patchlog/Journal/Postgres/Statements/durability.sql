-- The settings by which an acknowledged commit could be lost, by name. Always three rows.
select name, setting from pg_settings
where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name
