-- Whether a declaration is at a stage; no row if it is not. $1 number, $2 stage.
select 1 from patchlog.unique_declarations where number = $1 and stage = $2
