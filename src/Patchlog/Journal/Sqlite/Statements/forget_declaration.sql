-- Takes a declaration away whose keys are gone. ?1 number.
delete from unique_declarations where number = ?1 and stage = 'dropping'
