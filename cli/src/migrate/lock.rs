//! `relata migrate lock`

use super::disk::OnDisk;
use super::replay;
use crate::Answer;
use crate::arguments::Lock as Call;
use crate::output::{self, Failure, count};
use relata_schema::create;
use relata_schema::migration::{LOCK_FILE, Lock};

/// Writes the lock file anew.
pub(super) async fn run(call: &Call) -> Result<Answer, Failure> {
    let disk = OnDisk::read(&call.folder)?;
    disk.expect()?;
    if disk.folder.migrations.is_empty() {
        let path = disk.path.display();
        return Err(Failure(format!("there are no migrations in `{path}`")));
    }
    let reached = replay::replay(&disk, &disk.folder.migrations).await?;
    let lock = Lock::new(&disk.folder.migrations, &create(&reached.database));
    disk.write(&[], &lock)?;
    output::note(&format!(
        "{}: {}",
        disk.shown(LOCK_FILE),
        count(lock.migrations.len(), "migration")
    ));
    Ok(Answer::Yes)
}
