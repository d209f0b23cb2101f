//! The view that a table or view leaves behind under its old name.
//!
//! It has one relation behind it and nothing but its columns, so PostgreSQL writes through it: INSERT (with ON CONFLICT and
//! RETURNING), UPDATE, DELETE and SELECT … FOR UPDATE do to the table what they did before, defaults, constraints and
//! triggers included.

use crate::database::{Database, QualifiedName};
use crate::diff::{Rename, Renamed};
use crate::plan::Options;
use crate::plan::lookup::{Lookup, beside};
use crate::sql;

/// The server from which on a view reads with the rights of who reads it.
const SECURITY_INVOKER: u32 = 15;

/// Whether a view can have the old name: nothing else gets it, and policies say of it what they said of the table.
pub(super) fn is_possible(
    was: &QualifiedName,
    from: &Database,
    to: &Database,
    options: &Options,
) -> bool {
    let after = Lookup::new(to);
    let is_identity = to.tables.iter().any(|table| {
        table.columns.iter().any(|it| {
            matches!(&it.filled, crate::database::Filled::Identity(it)
                if beside(&table.name, &it.sequence) == *was)
        })
    });
    let is_taken = is_identity
        || after.tables.contains_key(was)
        || after.views.contains_key(was)
        || after.sequences.contains_key(was)
        || after.indexes.contains_key(was)
        || after.types.contains_key(was);
    let is_watched = from
        .tables
        .iter()
        .any(|it| it.name == *was && it.row_security.enabled);
    let is_older = options.version != 0 && options.version < SECURITY_INVOKER;
    let has_namespace = was.namespace == crate::database::PUBLIC
        || to.namespaces.iter().any(|it| it.name == was.namespace);
    !is_taken && has_namespace && !(is_watched && is_older)
}

/// The view, with the old names of the columns, and the rights that there are to the table.
pub(super) fn create(
    was: &QualifiedName,
    now: &QualifiedName,
    renames: &[&Rename],
    from: &Database,
) -> Vec<String> {
    let lookup = Lookup::new(from);
    let columns: Vec<&String> = match (lookup.table(was), lookup.view(was)) {
        (Some(table), _) => table.columns.iter().map(|it| &it.name).collect(),
        (_, Some(view)) => view.columns.iter().map(|it| &it.name).collect(),
        _ => Vec::new(),
    };
    let is_now = |name: &String| {
        let renamed = renames.iter().find_map(|it| match &it.of {
            Renamed::Column { was, now, .. } if was == name => Some(now.clone()),
            _ => None,
        });
        renamed.unwrap_or_else(|| name.clone())
    };
    let names: Vec<String> = columns.iter().map(|it| is_now(it)).collect();
    let (old, new) = (sql::qualified(was), sql::qualified(now));
    let said = if names.iter().eq(columns.iter().copied()) {
        String::new()
    } else {
        format!(" ({})", sql::list(columns.iter().copied()))
    };
    let view = format!(
        "CREATE VIEW {old}{said} AS\nSELECT {}\nFROM {new}",
        sql::list(&names)
    );
    vec![view, rights(&old, &new)]
}

/// Who may do what to a table may do it to the view. Policies have to be asked about who reads, and not about the view's
/// owner: such a view asks for the rights of who reads it, to all columns of the table.
fn rights(view: &str, table: &str) -> String {
    let (name, of) = (sql::literal(view), sql::literal(table));
    let body = format!(
        "
DECLARE
    relata_right text;
BEGIN
    IF (SELECT relrowsecurity FROM pg_class WHERE oid = {of}::regclass) THEN
        IF current_setting('server_version_num')::integer < 150000 THEN
            RAISE EXCEPTION '% has policies, which a view of PostgreSQL 14 passes over: plan the rename with --safe=no, '
                'which leaves no view', {of};
        ELSIF EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = {of}::regclass AND attacl IS NOT NULL
        ) THEN
            RAISE EXCEPTION '% has policies, and rights to some of its columns alone, and no view has both: plan the rename '
                'with --safe=no, which leaves none, or grant rights to all of it until the contract half', {of};
        END IF;
        ALTER VIEW {view} SET (security_invoker = true);
    END IF;
    FOR relata_right IN
        WITH rights AS (
            SELECT privilege_type, NULL::bigint AS place, grantee
            FROM pg_class AS c, aclexplode(coalesce(relacl, acldefault('r', relowner)))
            WHERE c.oid = {of}::regclass
            UNION ALL
            SELECT privilege_type, place, grantee
            FROM (
                SELECT attacl, row_number() OVER (ORDER BY attnum) AS place
                FROM pg_attribute
                WHERE attrelid = {of}::regclass AND attnum > 0 AND NOT attisdropped
            ) AS a, aclexplode(attacl)
        )
        SELECT format(
            'GRANT %s%s ON %s TO %s',
            privilege_type,
            (
                SELECT format(' (%I)', attname)
                FROM pg_attribute
                WHERE attrelid = {name}::regclass AND attnum = place
            ),
            {name},
            CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
        )
        FROM rights
        WHERE privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
    LOOP
        EXECUTE relata_right;
    END LOOP;
END
",
    );
    format!("DO {}", sql::dollar_quoted(&body))
}
