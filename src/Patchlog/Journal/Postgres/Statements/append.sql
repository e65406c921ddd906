-- One batch of one tenant; see Migrations/0003_append.sql. Always one row.
select o_head, o_time, o_digest, o_clock, o_admitted, o_known, o_taken, o_holders
from patchlog.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
    $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43,
    $44)
