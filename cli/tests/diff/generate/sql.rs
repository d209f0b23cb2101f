//! A schema as SQL.

use super::Schema;
use super::name::quoted;
use super::types::note;

impl Schema {
    pub(super) fn sql(&self) -> String {
        let mut text = String::new();
        let mut comments = String::new();
        for it in &self.namespaces {
            let name = quoted(&it.name);
            text.push_str(&format!("CREATE SCHEMA {name};\n"));
            note(&mut comments, "SCHEMA", &name, it.comment.as_ref());
        }
        for it in &self.extensions {
            if let Some(namespace) = self.extension(it.name) {
                text.push_str(&format!(
                    "CREATE EXTENSION {} WITH SCHEMA {namespace};\n",
                    it.name
                ));
                note(&mut comments, "EXTENSION", it.name, it.comment.as_ref());
            }
        }
        self.types_sql(&mut text, &mut comments);
        self.sequences_sql(&mut text, &mut comments);
        let tables = || self.tables.iter().filter(|it| self.is_there(it));
        for table in tables() {
            self.table_sql(table, &mut text, &mut comments);
        }
        for table in tables() {
            self.properties_sql(table, &mut text);
            self.members_sql(table, &mut text, &mut comments);
            let name = self.full(&table.place);
            let namespace = self.namespace(table.place.namespace);
            let mut columns = self.columns(table);
            columns.retain(|it| !self.is_virtual(table, it));
            for index in &table.indexes {
                let to = (&mut text, &mut comments);
                self.index_sql(&name, Some(table), &columns, index, &namespace, to);
            }
        }
        self.owners_sql(&mut text);
        for table in tables() {
            self.references_sql(table, &mut text, &mut comments);
            self.settings_sql(table, &mut text);
        }
        self.views_sql(&mut text, &mut comments);
        text + &comments
    }
}
