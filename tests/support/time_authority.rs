//! A real time stamp authority: `openssl ts` behind a small HTTP server, which also lies when told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use super::ports::free_port;

/// What the authority does with a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// Stamps.
    Honest,
    /// Bytes that are no answer.
    Garbage,
    /// A page of some proxy, with status 200.
    Page,
    /// Status 500.
    Broken,
    /// Says no, as the standard has it.
    Refuses,
    /// Keeps the connection and never answers.
    Silent,
    /// Hangs up.
    HangsUp,
    /// Gives the stamp of an earlier question again.
    Repeats,
    /// Answers with more than anybody needs.
    Floods,
    /// Changes one bit of a good answer.
    Flips,
    /// Names its certificate by SHA-1 alone.
    Sha1,
}

/// The authority, with its folder of keys.
pub struct TimeAuthority {
    pub folder: TempDir,
    port: u16,
    conduct: Arc<Mutex<Conduct>>,
}

impl TimeAuthority {
    /// Starts one that is honest.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        make_keys(folder.path());
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
        let conduct = Arc::new(Mutex::new(Conduct::Honest));
        let desk = Desk { folder: folder.path().to_owned(), conduct: Arc::clone(&conduct) };
        std::thread::spawn(move || desk.serve(&listener));
        Self { folder, port, conduct }
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/tsa", self.port)
    }

    /// The root of its certificate.
    pub fn root(&self) -> String {
        self.folder.path().join("root.pem").to_str().expect("a plain path").to_owned()
    }

    /// From now on.
    pub fn conducts_itself(&self, conduct: Conduct) {
        *self.conduct.lock().expect("nobody panicked") = conduct;
    }

    /// A stamp over `data`, by the tool alone.
    pub fn stamp(&self, data: &[u8]) -> Vec<u8> {
        let folder = self.folder.path();
        std::fs::write(folder.join("data"), data).expect("a file");
        openssl(folder, "ts -query -data data -sha256 -cert -out data.tsq");
        openssl(folder, "ts -reply -config honest.cnf -queryfile data.tsq -token_out -out data.tst");
        std::fs::read(folder.join("data.tst")).expect("a stamp")
    }
}

struct Desk {
    folder: std::path::PathBuf,
    conduct: Arc<Mutex<Conduct>>,
}

impl Desk {
    /// One question after the other; who is kept waiting is kept in `kept`.
    fn serve(&self, listener: &TcpListener) {
        let (mut kept, mut earlier) = (Vec::new(), None);
        for stream in listener.incoming().flatten() {
            let conduct = *self.conduct.lock().expect("nobody panicked");
            let mut stream = stream;
            let Some(question) = question(&mut stream) else { continue };
            let answer = match conduct {
                Conduct::Silent => {
                    kept.push(stream);
                    continue;
                }
                Conduct::HangsUp => continue,
                Conduct::Broken => http("500 Internal Server Error", "text/plain", b"no"),
                Conduct::Page => http("200 OK", "text/html", b"<h1>Bienvenue</h1>"),
                Conduct::Garbage => reply(&[0x30, 0x82, 0xff, 0xff, 1, 2, 3]),
                Conduct::Floods => reply(&vec![0x30; 10_000_000]),
                // PKIStatus 2, rejection, and nothing else.
                Conduct::Refuses => reply(&[0x30, 5, 0x30, 3, 2, 1, 2]),
                Conduct::Repeats => reply(earlier.as_deref().expect("an earlier answer")),
                Conduct::Honest => reply(earlier.insert(self.stamped(&question, "honest.cnf"))),
                Conduct::Sha1 => reply(&self.stamped(&question, "sha1.cnf")),
                Conduct::Flips => {
                    let mut answer = self.stamped(&question, "honest.cnf");
                    *answer.last_mut().expect("an answer") ^= 1;
                    reply(&answer)
                }
            };
            let _ = stream.write_all(&answer);
        }
    }

    fn stamped(&self, question: &[u8], configuration: &str) -> Vec<u8> {
        std::fs::write(self.folder.join("question.tsq"), question).expect("a file");
        openssl(
            &self.folder,
            &format!("ts -reply -config {configuration} -queryfile question.tsq -out answer.tsr"),
        );
        std::fs::read(self.folder.join("answer.tsr")).expect("an answer")
    }
}

/// The body of one request.
fn question(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn reply(body: &[u8]) -> Vec<u8> {
    http("200 OK", "application/timestamp-reply", body)
}

fn http(status: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A root, a leaf for time stamps, a leaf for something else, and how `openssl ts` uses them.
fn make_keys(folder: &Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    write(
        "leaf.ext",
        "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n",
    );
    write(
        "root.ext",
        "[req]\ndistinguished_name=dn\nx509_extensions=ca\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n",
    );
    let ec = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    openssl(
        folder,
        &format!(
            "req -x509 {ec} -days 3650 -config root.ext -extensions ca -subj /CN=TEST-racine-horodatage -keyout root.key -out root.pem"
        ),
    );
    openssl(
        folder,
        "req -newkey rsa:2048 -nodes -config root.ext -subj /CN=TEST-horodatage -keyout leaf.key -out leaf.csr",
    );
    openssl(
        folder,
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 3650 -extfile leaf.ext -out leaf.pem",
    );
    write("serial", "01");
    let configuration = |hash: &str| {
        format!(
            "[tsa]\ndefault_tsa = authority\n[authority]\nserial = serial\nsigner_cert = leaf.pem\ncerts = root.pem\n\
             signer_key = leaf.key\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n\
             accuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_alg = {hash}\n"
        )
    };
    write("honest.cnf", &configuration("sha256"));
    write("sha1.cnf", &configuration("sha1"));
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split_whitespace()).current_dir(folder).output();
    let output = output.expect("openssl is missing: run `make test`");
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}
