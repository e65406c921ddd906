-- Notes a migration as applied.
insert into migrations (number, name) values ($number, $name)
