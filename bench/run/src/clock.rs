//! What a piece of work costs: on the clock, here, and in the server.

use std::fs;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use crate::peer::Failed;

/// Reads the clocks of one connection.
pub(crate) struct Clock {
    /// The server's processes.
    server: Vec<i32>,
}

/// The clocks at one moment.
pub(crate) struct Moment {
    wall: Instant,
    client: ProcessTime,
    server: Duration,
}

/// What something cost.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cost {
    /// On the clock.
    pub(crate) wall: Duration,
    /// Of the processor, in this process.
    pub(crate) client: Duration,
    /// Of the processor, in the server's process.
    pub(crate) server: Duration,
}

impl Clock {
    pub(crate) fn new(server: &[i32]) -> Self {
        Self {
            server: server.to_vec(),
        }
    }

    pub(crate) fn read(&self) -> Result<Moment, Failed> {
        let server = self.server()?;
        Ok(Moment {
            server,
            client: ProcessTime::now(),
            wall: Instant::now(),
        })
    }

    pub(crate) fn since(&self, then: &Moment) -> Result<Cost, Failed> {
        let wall = then.wall.elapsed();
        let client = then.client.elapsed();
        let server = self.server()?.saturating_sub(then.server);
        Ok(Cost {
            wall,
            client,
            server,
        })
    }

    /// What the scheduler says that the server's processes ran, in nanoseconds.
    fn server(&self) -> Result<Duration, Failed> {
        let mut total = 0;
        for pid in &self.server {
            let text = fs::read_to_string(format!("/proc/{pid}/schedstat"))?;
            total += text.split(' ').next().unwrap_or("0").parse::<u64>()?;
        }
        Ok(Duration::from_nanos(total))
    }
}

impl Cost {
    pub(crate) fn add(&mut self, other: Self) {
        self.wall += other.wall;
        self.client += other.client;
        self.server += other.server;
    }

    pub(crate) fn divided(self, by: usize) -> Self {
        let by = u32::try_from(by).unwrap_or(u32::MAX);
        Self {
            wall: self.wall / by,
            client: self.client / by,
            server: self.server / by,
        }
    }
}
