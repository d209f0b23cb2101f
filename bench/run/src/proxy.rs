//! A slow network: a process that forwards what comes to it, late.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use relata::sqlx::postgres::PgConnectOptions;

use crate::peer::Failed;

/// A proxy that runs until this is dropped.
pub(crate) struct Proxy {
    process: Child,
    /// The database's URL by way of the proxy.
    pub(crate) url: String,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It has nothing that could be lost.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The URL of a database on a socket, in the one form that all libraries read.
pub(crate) fn local(options: &PgConnectOptions) -> Result<String, Failed> {
    let socket = options.get_socket().ok_or("the server has no socket")?;
    let database = options.get_database().unwrap_or("postgres");
    let (user, port) = (options.get_username(), options.get_port());
    let socket = socket.display();
    Ok(format!(
        "postgresql:///{database}?host={socket}&port={port}&user={user}&sslmode=disable"
    ))
}

/// Starts a proxy before a database on a socket. It is a process of its
/// own, so that what it does is not counted here.
pub(crate) fn start(options: &PgConnectOptions, delay: f64) -> Result<Proxy, Failed> {
    let socket = options.get_socket().ok_or("the server has no socket")?;
    let socket = socket.join(format!(".s.PGSQL.{}", options.get_port()));
    let mut process = Command::new(std::env::current_exe()?)
        .arg("--proxy")
        .arg(socket)
        .arg(delay.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut port = String::new();
    let output = process.stdout.take().ok_or("the proxy says nothing")?;
    BufReader::new(output).read_line(&mut port)?;
    let database = options.get_database().unwrap_or("postgres");
    let user = options.get_username();
    let url = format!(
        "postgresql://{user}@127.0.0.1:{}/{database}?sslmode=disable",
        port.trim()
    );
    Ok(Proxy { process, url })
}

/// Forwards connections to a socket, each byte so much later.
pub(crate) fn serve(socket: &str, delay: Duration) -> Result<(), Failed> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    for client in listener.incoming() {
        let client = client?;
        client.set_nodelay(true)?;
        let server = UnixStream::connect(socket)?;
        let (to_server, to_client): (UnixStream, TcpStream) =
            (server.try_clone()?, client.try_clone()?);
        thread::spawn(move || forward(client, to_server, delay));
        thread::spawn(move || forward(server, to_client, delay));
    }
    Ok(())
}

fn forward(mut from: impl Read, mut to: impl Write + Send + 'static, delay: Duration) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
    });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let bytes = buffer.get(..length).unwrap_or_default().to_vec();
        if sender.send((Instant::now() + delay, bytes)).is_err() {
            break;
        }
    }
}
