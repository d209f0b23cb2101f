//! Which core computes what.
//!
//! Left alone, the kernel sometimes lets the two ends of a connection share a core and sometimes not. Which, depends on
//! microseconds, is the same for thousands of statements on end, and makes a difference of two. A database is mostly on
//! another machine: so each end has a core of its own.

use std::sync::OnceLock;

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

use crate::peer::Failed;

/// An end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    Client,
    Server,
}

/// Keeps a process on the core of its side; 0 is this thread. With one core only, all is left as it is.
pub(crate) fn keep(side: Side, pid: i32) -> Result<(), Failed> {
    let [first, .., last] = cores()? else {
        return Ok(());
    };
    let core = match side {
        Side::Client => first,
        Side::Server => last,
    };
    set(pid, std::slice::from_ref(core))
}

/// Lets this thread, and what it starts, use all cores again.
pub(crate) fn free() -> Result<(), Failed> {
    set(0, &(0..CpuSet::count()).collect::<Vec<_>>())
}

fn set(pid: i32, cores: &[usize]) -> Result<(), Failed> {
    let mut set = CpuSet::new();
    for &core in cores {
        set.set(core)?;
    }
    Ok(sched_setaffinity(Pid::from_raw(pid), &set)?)
}

/// The cores that this process may use, as it was started.
fn cores() -> Result<&'static [usize], Failed> {
    static CORES: OnceLock<Vec<usize>> = OnceLock::new();
    if let Some(cores) = CORES.get() {
        return Ok(cores);
    }
    let set = sched_getaffinity(Pid::from_raw(0))?;
    let cores = (0..CpuSet::count()).filter(|&core| set.is_set(core).unwrap_or(false));
    Ok(CORES.get_or_init(|| cores.collect()))
}
