-- What queries compare and sort by, and which paths have an index.

-- The key of a value in the one order of all JSON values: ValueKey.cs makes the same texts, and says how. Keys are to
-- be compared with collate "C". The function is in plpgsql because one in SQL would be inlined, and its argument, which
-- looks for a path in a whole document, computed as often as it is named. It is immutable for ever: indexes are made of
-- it.
create function patchlog.key(value json) returns text
language plpgsql immutable parallel safe cost 100 as $$
declare
    kind constant text := json_typeof(value);
    literal text;
    sent text;
begin
    if kind = 'string' then
        return '5' || left(value #>> '{}', 255);
    elsif kind = 'number' then
        literal := value #>> '{}';
        if length(literal) > 256 or (strpos(literal, 'e') + strpos(literal, 'E') > 0
            and length(substring(literal from '[eE][+-]?0*([0-9]*)$')) > 4) then
            return '6';
        end if;
        -- Four hexadecimal digits each: count of groups, power of the first, sign, scale, groups.
        sent := encode(numeric_send(literal::numeric), 'hex');
        if left(sent, 4) = '0000' then
            return '41';
        end if;
        -- The highest bit of the power is turned, so that it sorts without its sign.
        sent := translate(substr(sent, 5, 1), '0123456789abcdef', '89abcdef01234567')
            || substr(sent, 6, 3) || substr(sent, 9, 4) || substr(sent, 17);
        if substr(sent, 5, 4) = '0000' then
            return '42' || left(sent, 4) || substr(sent, 9);
        end if;
        return '40' || translate(left(sent, 4) || substr(sent, 9), '0123456789abcdef', 'fedcba9876543210') || 'g';
    elsif kind is null then
        return '0';
    elsif kind = 'null' then
        return '1';
    elsif kind = 'boolean' then
        return case when value #>> '{}' = 'true' then '3' else '2' end;
    end if;
    return '6';
end
$$;

-- Whether a string has $3 within it, or an array has an element with the key $2 (and, if it is a string, equal to $3).
create function patchlog.contains(value json, sought_key text, sought_text text) returns boolean
language plpgsql immutable parallel safe cost 100 as $$
begin
    if json_typeof(value) = 'string' then
        return sought_text is not null and strpos(value #>> '{}', sought_text) > 0;
    elsif json_typeof(value) = 'array' then
        return exists (
            select from json_array_elements(value) as items (item)
            where patchlog.key(item) = sought_key and (sought_text is null or item #>> '{}' = sought_text));
    end if;
    return false;
end
$$;

-- The value at a path, null without one. For the few paths with a step that body #> path would take otherwise than RFC
-- 6901 does: it counts '-1' from the end of an array, and takes '01' and ' 1' for 1.
create function patchlog.value_at(body json, path text[]) returns json
language plpgsql immutable parallel safe cost 200 as $$
declare
    value json := body;
    step text;
begin
    foreach step in array path loop
        if json_typeof(value) = 'object' then
            value := value -> step;
        elsif json_typeof(value) = 'array' and step ~ '^(0|[1-9][0-9]{0,8})$' then
            value := value -> step::integer;
        else
            return null;
        end if;
    end loop;
    return value;
end
$$;

-- The declared paths, and the names of their indexes. A row is there before its index is, and until the index is gone.
create table patchlog.indexes (
    target_name text collate "C" not null,
    path text collate "C" not null,     -- RFC 6901
    name text not null,
    primary key (target_name, path)
);
