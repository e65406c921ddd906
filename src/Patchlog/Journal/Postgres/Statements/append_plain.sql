-- One batch of one tenant without conditions, effects and keys; see Migrations/0003_append.sql. Always one row.
select o_head, o_time, o_digest, o_clock, o_admitted, o_known
from patchlog.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
    $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
