-- Sets a tenant's earliest due time; see Migrations/0006_processes.sql. ?1 tenant.
insert into put_next_due (tenant) values (?1)
