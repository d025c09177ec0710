//! Ports for the servers that tests start.

use std::net::TcpStream;
use std::sync::atomic::{AtomicU16, Ordering};

/// The system gives outgoing connections, and whoever asks for any port, those from 32768 on. A port taken
/// from there and let go can be somebody else's a moment later; one from below is nobody's until asked for.
const OURS: std::ops::Range<u16> = 10_000..32_000;
/// Test programs that run at once begin this far apart.
const STRIDE: u32 = 100;

static HANDED_OUT: AtomicU16 = AtomicU16::new(0);

/// A port nobody listens on, handed out once: it stays free until its server starts, however late.
///
/// Found by knocking, not by listening: a process that another test starts at that moment would hold what
/// listened until it has become its own program, and the server would find the port taken.
pub fn free_port() -> u16 {
    let size = OURS.end - OURS.start;
    let begin = (std::process::id().wrapping_mul(STRIDE) % u32::from(size)) as u16;
    for _ in 0..size {
        let handed_out = HANDED_OUT.fetch_add(1, Ordering::Relaxed);
        let port = OURS.start + ((u32::from(begin) + u32::from(handed_out)) % u32::from(size)) as u16;
        if TcpStream::connect(("127.0.0.1", port)).is_err() {
            return port;
        }
    }
    panic!("no port is free from {} to {}", OURS.start, OURS.end);
}
