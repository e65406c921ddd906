-- Counts a failed attempt to send a command, and makes it due at another time. ?1 tenant, ?2 id, ?3 due, ?4 problem.
update outgoing set due_at = ?3, attempts = attempts + 1, last_problem = ?4 where tenant = ?1 and id = ?2
