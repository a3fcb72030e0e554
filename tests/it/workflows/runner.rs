//! A small runner: enough of GitHub Actions to run the steps of the example workflows for real.
//!
//! Scripts run in bash as the runner runs them; the action in `action.yml` runs step by step, its cached
//! binary being the one under test. Whatever an example uses that this does not know is a panic, never
//! skipped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_yaml::Value;

use super::expression::{evaluate, filled};

/// The lookups of expressions, as in `github.repository`.
pub(super) type Facts = BTreeMap<String, String>;

/// A job under way.
pub(super) struct Runner {
    /// Where the household is checked out.
    pub(super) workspace: PathBuf,
    /// `runner.temp`
    pub(super) temp: PathBuf,
    /// What `github`, `secrets` and so on hold.
    pub(super) facts: Facts,
    /// Programs that stand before those of the machine.
    pub(super) programs: PathBuf,
    /// Artifacts by name, of all jobs.
    pub(super) artifacts: PathBuf,
    /// What the steps printed.
    pub(super) log: String,
    /// What the steps told GitHub for the page of the run.
    pub(super) summary: String,
}

/// Where a step stands: in a workflow or in the action.
struct Scope {
    /// What expressions see besides the facts of the job: inputs, and outputs of steps.
    seen: Facts,
    /// Variables that all steps have.
    variables: BTreeMap<String, String>,
    /// Where scripts begin.
    folder: PathBuf,
    failed: bool,
}

pub(super) fn yaml(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    #[expect(clippy::disallowed_methods, reason = "the test reads the examples")]
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn texts(mapping: &Value) -> Vec<(String, String)> {
    let pairs = mapping.as_mapping().into_iter().flatten();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        other => panic!("not a text: {other:?}"),
    };
    pairs.map(|(key, value)| (text(key), text(value))).collect()
}

impl Runner {
    /// Runs the steps of a job; the outputs of its steps, and whether it went well.
    pub(super) fn job(&mut self, workflow: &Value, name: &str) -> (Facts, bool) {
        let job = &workflow["jobs"][name];
        assert!(job.is_mapping(), "there is no job {name}");
        let mut scope = Scope {
            seen: Facts::new(),
            variables: BTreeMap::new(),
            folder: self.workspace.clone(),
            failed: false,
        };
        if let Some(condition) = job["if"].as_str() {
            assert!(
                self.holds(condition, &scope),
                "the job {name} would not run"
            );
        }
        for (variable, value) in texts(&job["env"]) {
            let value = self.filled(&value, &scope);
            scope.variables.insert(variable, value);
        }
        self.steps(&job["steps"], &mut scope);
        (scope.seen, !scope.failed)
    }

    fn steps(&mut self, steps: &Value, scope: &mut Scope) {
        for step in steps.as_sequence().expect("steps are a list") {
            let condition = step["if"].as_str().unwrap_or("success()");
            let anyway = condition.contains("cancelled()") || condition.contains("always()");
            if (scope.failed && !anyway) || !self.holds(condition, scope) {
                continue;
            }
            let mut variables = scope.variables.clone();
            for (variable, value) in texts(&step["env"]) {
                let value = self.filled(&value, scope);
                variables.insert(variable, value);
            }
            let (outputs, well) = match (step["uses"].as_str(), step["run"].as_str()) {
                (Some(action), None) => self.action(action, step, &variables, scope),
                (None, Some(script)) => self.script(script, step, &variables, scope),
                _ => panic!("neither `uses` nor `run`: {step:?}"),
            };
            scope.failed |= !well;
            if let Some(id) = step["id"].as_str() {
                let told = outputs.into_iter();
                let told = told.map(|(name, value)| (format!("steps.{id}.outputs.{name}"), value));
                scope.seen.extend(told);
            }
        }
    }

    fn action(
        &mut self,
        action: &str,
        step: &Value,
        variables: &BTreeMap<String, String>,
        scope: &Scope,
    ) -> (Facts, bool) {
        let (name, commit) = action.split_once('@').expect("actions are pinned");
        assert_eq!(commit.len(), 40, "{action} is not pinned to a commit");
        let with: Facts = texts(&step["with"])
            .into_iter()
            .map(|(input, value)| (input, self.filled(&value, scope)))
            .collect();
        let file = |path: &str| self.artifacts.join(&with["name"]).join(path);
        match name {
            // The test checked it out.
            "actions/checkout" => (Facts::new(), true),
            "actions/cache" => {
                assert!(!with["key"].contains("--"), "the sources have no digest");
                (
                    Facts::from([("cache-hit".to_owned(), "true".to_owned())]),
                    true,
                )
            }
            "actions/upload-artifact" => {
                let path = Path::new(&with["path"]);
                let name = path.file_name().expect("a file").to_string_lossy();
                copy(path, &file(&name));
                (Facts::new(), true)
            }
            "actions/download-artifact" => {
                for entry in std::fs::read_dir(file("")).expect("an artifact").flatten() {
                    copy(
                        &entry.path(),
                        &Path::new(&with["path"]).join(entry.file_name()),
                    );
                }
                (Facts::new(), true)
            }
            "OWNER/plexmgr" => self.plexmgr(&with, variables),
            other => panic!("unknown step {other}"),
        }
    }

    /// Runs `action.yml`.
    fn plexmgr(&mut self, with: &Facts, variables: &BTreeMap<String, String>) -> (Facts, bool) {
        let action = yaml("action.yml");
        let mut seen = Facts::new();
        for (input, about) in action["inputs"].as_mapping().expect("inputs") {
            let input = input.as_str().expect("a name");
            let usual = about["default"].as_str().unwrap_or_default();
            let value = with.get(input).map_or(usual, String::as_str);
            seen.insert(format!("inputs.{input}"), value.to_owned());
        }
        for input in with.keys() {
            assert!(
                seen.contains_key(&format!("inputs.{input}")),
                "no input {input}"
            );
        }
        let mut scope = Scope {
            seen,
            variables: variables.clone(),
            folder: self.workspace.clone(),
            failed: false,
        };
        self.steps(&action["runs"]["steps"], &mut scope);
        let outputs = action["outputs"].as_mapping().expect("outputs").iter();
        let outputs = outputs.map(|(name, about)| {
            let value = about["value"].as_str().expect("a value");
            let name = name.as_str().expect("a name").to_owned();
            (name, filled(value, &|lookup| self.lookup(lookup, &scope)))
        });
        (outputs.collect(), !scope.failed)
    }

    fn script(
        &mut self,
        script: &str,
        step: &Value,
        variables: &BTreeMap<String, String>,
        scope: &Scope,
    ) -> (Facts, bool) {
        assert!(
            !script.contains("${{"),
            "a script that strangers can write: {script}"
        );
        let (outputs, summary) = (self.temp.join("outputs"), self.temp.join("summary"));
        for path in [&outputs, &summary] {
            write(path, "");
        }
        let folder = step["working-directory"].as_str();
        let folder = folder.map(|folder| PathBuf::from(self.filled(folder, scope)));
        let path = format!(
            "{}:{}",
            self.programs.display(),
            std::env::var("PATH").expect("tests run with a PATH")
        );
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(folder.unwrap_or_else(|| scope.folder.clone()))
            .env_clear()
            .env("PATH", path)
            .env("HOME", &self.temp)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GITHUB_OUTPUT", &outputs)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .envs(self.github())
            .envs(variables)
            .stdin(Stdio::null())
            .output()
            .expect("the tests need bash");
        self.log.push_str(&String::from_utf8_lossy(&output.stdout));
        self.log.push_str(&String::from_utf8_lossy(&output.stderr));
        self.summary.push_str(&read(&summary));
        let told = read(&outputs);
        let told = told.lines().map(|line| {
            let (name, value) = line.split_once('=').expect("`name=value`");
            (name.to_owned(), value.to_owned())
        });
        (told.collect(), output.status.success())
    }

    /// The variables that tell of the facts.
    fn github(&self) -> Vec<(String, String)> {
        let named = |(lookup, value): (&String, &String)| {
            let name = lookup.strip_prefix("github.")?;
            let plain = !name.contains('.');
            plain.then(|| (format!("GITHUB_{}", name.to_uppercase()), value.clone()))
        };
        self.facts.iter().filter_map(named).collect()
    }

    fn holds(&self, condition: &str, scope: &Scope) -> bool {
        evaluate(condition, &|lookup| self.lookup(lookup, scope))
    }

    fn filled(&self, text: &str, scope: &Scope) -> String {
        filled(text, &|lookup| self.lookup(lookup, scope))
    }

    /// What an expression means; outputs that nobody told are empty, as they are at GitHub.
    fn lookup(&self, name: &str, scope: &Scope) -> String {
        if let Some(file) = name.strip_prefix("hashFiles('") {
            let path = self.workspace.join(file.trim_end_matches("')"));
            return if path.exists() { "digest" } else { "" }.to_owned();
        }
        let found = scope.seen.get(name).or_else(|| self.facts.get(name));
        match (found, name) {
            (Some(value), _) => value.clone(),
            (None, "runner.temp") => self.temp.display().to_string(),
            (None, "github.action_path") => env!("CARGO_MANIFEST_DIR").to_owned(),
            (None, "success()") => (!scope.failed).to_string(),
            (None, "cancelled()") => "false".to_owned(),
            (None, name) if name.starts_with("steps.") => String::new(),
            (None, name) => panic!("unknown name `{name}`"),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the runner keeps artifacts")]
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("made");
    std::fs::copy(from, to).expect("copied");
}

#[expect(clippy::disallowed_methods, reason = "the runner gives files to steps")]
pub(super) fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

#[expect(
    clippy::disallowed_methods,
    reason = "the runner reads what steps told"
)]
pub(super) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
