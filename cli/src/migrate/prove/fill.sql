DO $do$
DECLARE t record; col record; cols text; vals text; k int; v text; pass int; nulls boolean; bound text;
 -- `all`, `full` (no NULLs), `bare` (NULLs only) or `none`.
 which text := coalesce(nullif(current_setting('fill.rows', true), ''), 'all');
 -- The names of tables that are left empty, a line each; with one that is divided, its parts.
 without text[] := string_to_array(coalesce(current_setting('fill.without', true), ''), chr(10));
BEGIN
IF which = 'none' THEN RETURN; END IF;
SET CONSTRAINTS ALL IMMEDIATE;
FOR pass IN 1..3 LOOP
FOR t IN SELECT c.oid, c.oid::regclass::text AS name, pg_get_partition_constraintdef(c.oid) AS bound FROM pg_class c JOIN pg_namespace n ON n.oid=c.relnamespace
  WHERE c.relkind='r' AND c.relname::text <> ALL (without)
   AND NOT EXISTS (SELECT FROM pg_partition_ancestors(c.oid) AS above JOIN pg_class AS named ON named.oid = above.relid WHERE named.relname::text = ANY (without)) AND n.nspname NOT IN ('pg_catalog','information_schema') AND n.nspname NOT LIKE 'pg_toast%' ORDER BY 2 LOOP
 IF pass > 1 THEN EXECUTE format('SELECT exists(SELECT FROM ONLY %s)', t.name) INTO nulls; IF nulls THEN CONTINUE; END IF; END IF;
 FOR k IN 1..(CASE WHEN t.bound ~ ' = [''0-9]| ANY \(' THEN 1 ELSE 3 END) LOOP
  cols := ''; vals := '';
  FOR col IN SELECT a.*, ty.typtype, ty.typname, ty.typbasetype, ty.oid AS toid, ty.typcategory FROM pg_attribute a JOIN pg_type ty ON ty.oid=a.atttypid WHERE attrelid=t.oid AND attnum>0 AND NOT attisdropped AND attgenerated='' ORDER BY attnum LOOP
   v := NULL;
   IF NOT col.attnotnull AND ((k = 3 AND which = 'all') OR (which = 'bare' AND t.bound IS NULL)) THEN CONTINUE; END IF;
   IF col.typtype='d' THEN SELECT b.typname, b.typtype, b.oid, b.typcategory INTO col.typname, col.typtype, col.toid, col.typcategory FROM pg_type b WHERE b.oid=col.typbasetype; END IF;
   IF col.typtype='e' THEN SELECT enumlabel INTO v FROM pg_enum WHERE enumtypid=col.toid ORDER BY enumsortorder OFFSET (k-1)%2 LIMIT 1;
      IF v IS NULL THEN SELECT enumlabel INTO v FROM pg_enum WHERE enumtypid=col.toid ORDER BY enumsortorder LIMIT 1; END IF;
   ELSIF col.typcategory='A' THEN v := '{}';
   ELSIF col.typname IN ('int2','int4','int8','numeric','float4','float8','money','oid') THEN v := k::text; 
   ELSIF col.typname IN ('text','varchar','bpchar','name','citext') THEN v := k::text;
   ELSIF col.typname='bool' THEN v := 'true';
   ELSIF col.typname IN ('timestamp','timestamptz') THEN v := '2024-01-0'||k||' 10:00:00';
   ELSIF col.typname='date' THEN v := '2024-01-0'||k;
   ELSIF col.typname IN ('time','timetz') THEN v := '10:00';
   ELSIF col.typname='interval' THEN v := k||' day';
   ELSIF col.typname='uuid' THEN v := '00000000-0000-0000-0000-00000000000'||k;
   ELSIF col.typname IN ('json','jsonb') THEN v := '{"a":1}';
   ELSIF col.typname='bytea' THEN v := '\x4'||k;
   ELSIF col.typname IN ('inet','cidr') THEN v := '10.0.0.'||k;
   ELSIF col.typname IN ('bit','varbit') THEN v := repeat('0', greatest(col.atttypmod,1));
   ELSIF col.typname='int4range' OR col.typname='int8range' OR col.typname='numrange' THEN v := format('[%s,%s)',k*10,k*10+5);
   ELSIF col.typname LIKE 'tst%range' OR col.typname='tsrange' OR col.typname='daterange' THEN v := format('[2024-01-0%s,2024-01-0%s)',k,k+1);
   ELSIF col.typname='tsvector' THEN v := 'a';
   ELSIF col.typname='point' THEN v := '(0,0)';
   ELSIF col.typname='macaddr' THEN v := '08:00:2b:01:02:03';
   ELSIF col.typname='xml' THEN v := '<a/>';
   ELSE CONTINUE; END IF;
   -- What a row of this partition has to hold: one value, or numbers from one on.
   bound := regexp_replace(quote_ident(col.attname), '([^\w ])', '\\\1', 'g') || '(?:\)?::\w+)*\)? ';
   IF t.bound ~ ('(?:^|\W)' || bound || '(= |= ANY \(ARRAY\[|>= )''?[\w-]') THEN
      v := coalesce(substring(t.bound from bound || '(?:=|>=) (?:ANY \(ARRAY\[)?''([^'']*)'''),
         substring(t.bound from bound || '= (?:ANY \(ARRAY\[)?(-?\d+)'),
         (substring(t.bound from bound || '>= (-?\d+)')::bigint + k - 1)::text, v);
   END IF;
   cols := cols || ', ' || quote_ident(col.attname); vals := vals || ', ' || quote_literal(v);
  END LOOP;
  BEGIN
   IF cols = '' THEN EXECUTE format('INSERT INTO %s DEFAULT VALUES', t.name);
   ELSE EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', t.name, substr(cols,3), substr(vals,3)); END IF;
  EXCEPTION WHEN OTHERS THEN
   NULL;
  END;
 END LOOP;
END LOOP;
END LOOP;
END $do$;
