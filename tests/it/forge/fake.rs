//! GitHub's REST API for comments, as far as it is used, from its documentation.
//!
//! Shares no code with the client: only `std` and `serde_json`. It checks what GitHub checks: the token,
//! the user agent, the length of a comment, and whose comment it is.

use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::wire::{Answer, Request, Trouble};

/// The longest comment GitHub takes.
const MOST_CHARACTERS: usize = 65_536;

/// Who wrote a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    /// The token's own account.
    Own,
    /// Somebody else.
    Stranger,
    /// Another app.
    OtherBot,
    /// An account that is gone.
    Ghost,
}

#[derive(Debug, Clone)]
pub(crate) struct FakeComment {
    pub(crate) id: u64,
    pub(crate) body: String,
    pub(crate) author: Author,
}

/// What is true on GitHub.
#[derive(Debug, Clone)]
pub(crate) struct World {
    token: &'static str,
    /// Whether the token is that of a workflow, which may not ask who it is.
    pub(crate) is_app: bool,
    pub(crate) may_write: bool,
    pub(crate) comments: Vec<FakeComment>,
    /// What goes wrong, in order; each with the method it waits for.
    pub(crate) troubles: VecDeque<(&'static str, Trouble)>,
    /// Every request as `METHOD /path?query`.
    pub(crate) seen: Vec<String>,
}

impl World {
    pub(crate) fn new(token: &'static str) -> Self {
        Self {
            token,
            is_app: true,
            may_write: true,
            comments: Vec::new(),
            troubles: VecDeque::new(),
            seen: Vec::new(),
        }
    }

    /// Adds a comment; ids grow.
    pub(crate) fn say(&mut self, author: Author, body: &str) -> u64 {
        let id = 1_000 + self.comments.len() as u64;
        self.comments.push(FakeComment {
            id,
            body: body.to_owned(),
            author,
        });
        id
    }
}

/// GitHub on a free port of 127.0.0.1; its thread ends with the test's process.
pub(crate) struct FakeGithub {
    address: SocketAddr,
    world: Arc<Mutex<World>>,
}

impl FakeGithub {
    pub(crate) fn start(world: World) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has one");
        let world = Arc::new(Mutex::new(world));
        let shared = Arc::clone(&world);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &shared, address));
            }
        });
        Self { address, world }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the next requests of a method go wrong.
    pub(crate) fn trouble(&self, method: &'static str, trouble: Trouble) {
        self.world().troubles.push_back((method, trouble));
    }

    /// The comments of our own account.
    pub(crate) fn own(&self) -> Vec<FakeComment> {
        let mut own = self.world().comments.clone();
        own.retain(|comment| comment.author == Author::Own);
        own
    }

    /// The requests that write.
    pub(crate) fn writes(&self) -> Vec<String> {
        let mut writes = self.world().seen.clone();
        writes.retain(|request| !request.starts_with("GET "));
        writes
    }
}

fn serve(stream: &TcpStream, world: &Mutex<World>, address: SocketAddr) {
    let Some(request) = Request::read(stream) else {
        return;
    };
    let (answer, trouble) = {
        let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
        world
            .seen
            .push(format!("{} {}", request.method, request.path));
        let is_next = |(method, _): &(&str, Trouble)| *method == request.method;
        let trouble = match world.troubles.front().is_some_and(is_next) {
            true => world.troubles.pop_front().map(|(_, trouble)| trouble),
            false => None,
        };
        match trouble {
            Some(Trouble::Instead(answer)) => (answer, None),
            trouble => (answered(&mut world, &request, address), trouble),
        }
    };
    answer.send(stream, trouble.as_ref());
}

fn answered(world: &mut World, request: &Request, address: SocketAddr) -> Answer {
    let message = |status, message: &str| Answer::json(status, &json!({"message": message}));
    if request.header("user-agent").is_none() {
        return message(403, "Request forbidden by administrative rules.");
    }
    if request.header("authorization") != Some(&format!("Bearer {}", world.token)) {
        return message(401, "Bad credentials");
    }
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let comments = "/repos/octocat/home/issues/12/comments";
    let one = path.strip_prefix("/repos/octocat/home/issues/comments/");
    match (request.method.as_str(), path, one) {
        ("GET", "/user", _) if world.is_app => {
            message(403, "Resource not accessible by integration")
        }
        ("GET", "/user", _) => Answer::json(200, &user(Author::Own, false)),
        ("GET", path, _) if path == comments => page(world, query, address),
        ("POST" | "PATCH", ..) if !world.may_write => {
            message(403, "Resource not accessible by integration")
        }
        ("POST" | "PATCH", ..) if text_of(request).is_none() => message(422, "Validation Failed"),
        ("POST", path, _) if path == comments => {
            let id = world.say(Author::Own, &text_of(request).unwrap_or_default());
            Answer::json(201, &shown(world, id))
        }
        ("PATCH", _, Some(id)) => edited(world, id, request),
        _ => message(404, "Not Found"),
    }
}

/// The text a request brings, if GitHub takes it.
fn text_of(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let text = body.get("body")?.as_str()?;
    let fits = !text.trim().is_empty() && text.chars().count() <= MOST_CHARACTERS;
    fits.then(|| text.to_owned())
}

fn edited(world: &mut World, id: &str, request: &Request) -> Answer {
    let found = world
        .comments
        .iter_mut()
        .find(|comment| comment.id.to_string() == id);
    match found {
        None => Answer::json(404, &json!({"message": "Not Found"})),
        Some(comment) if comment.author != Author::Own => Answer::json(
            403,
            &json!({"message": "Must have admin rights to Repository."}),
        ),
        Some(comment) => {
            comment.body = text_of(request).unwrap_or_default();
            let id = comment.id;
            Answer::json(200, &shown(world, id))
        }
    }
}

fn page(world: &World, query: &str, address: SocketAddr) -> Answer {
    let number = |name: &str, default: usize| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(key, _)| *key == name).map(|(_, value)| value);
        value
            .and_then(|value| value.parse().ok())
            .unwrap_or(default)
    };
    let (size, page) = (
        number("per_page", 30).clamp(1, 100),
        number("page", 1).max(1),
    );
    let comments = world.comments.iter();
    let comments = comments.skip((page - 1) * size).take(size);
    let comments: Vec<Value> = comments.map(|comment| shown(world, comment.id)).collect();
    let last = world.comments.len().div_ceil(size).max(1);
    let mut answer = Answer::json(200, &json!(comments));
    if page < last {
        let url = format!("http://{address}/repos/octocat/home/issues/12/comments?per_page={size}");
        let (next, link) = (page + 1, "rel=\"last\"");
        answer = answer.with(
            "Link",
            &format!("<{url}&page={next}>; rel=\"next\", <{url}&page={last}>; {link}"),
        );
    }
    answer
}

fn shown(world: &World, id: u64) -> Value {
    let comment = world.comments.iter().find(|comment| comment.id == id);
    let comment = comment.expect("it was just made or found");
    json!({
        "id": id,
        "html_url": format!("https://github.com/octocat/home/pull/12#issuecomment-{id}"),
        "body": comment.body,
        "user": user(comment.author, world.is_app),
    })
}

fn user(author: Author, is_app: bool) -> Value {
    match author {
        Author::Own if is_app => {
            json!({"login": "github-actions[bot]", "id": 41898282, "type": "Bot"})
        }
        Author::Own => json!({"login": "octocat", "id": 1, "type": "User"}),
        Author::Stranger => json!({"login": "mallory", "id": 666, "type": "User"}),
        Author::OtherBot => json!({"login": "other[bot]", "id": 7, "type": "Bot"}),
        Author::Ghost => Value::Null,
    }
}
