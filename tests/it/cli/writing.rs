//! What is written, what is refused, and that the rest goes on.

use crate::sandbox::Sandbox;

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];

#[test]
fn a_record_that_cannot_be_edited_is_left_alone_and_the_rest_is_applied() {
    let sandbox = Sandbox::example();
    let marlow = sandbox
        .read("records/users/marlow.yaml")
        .replace("username: marlow  ", "username: &name marlow  ")
        .replace("username: marlow\n", "username: *name\n");
    sandbox.write("records/users/marlow.yaml", &marlow);
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("records/users/marlow.yaml:5:"),
        "{}",
        run.stdout
    );
    assert_eq!(sandbox.read("records/users/marlow.yaml"), marlow);
    assert!(
        sandbox
            .read("records/users/nadia.yaml")
            .contains("departed: 2026-11-22")
    );
    let again = sandbox.run(&APPLY);
    assert_eq!(again.code, 7, "the refused record stays in the plan");
}

#[test]
fn one_user_of_a_shared_file_can_be_left_alone() {
    let sandbox = Sandbox::example();
    let nested = |name: &str| {
        let text = sandbox.read(&format!("records/users/{name}.yaml"));
        sandbox.remove(&format!("records/users/{name}.yaml"));
        let lines = text
            .lines()
            .map(|line| format!("  {line}\n"))
            .collect::<String>();
        format!("{name}:\n{lines}")
    };
    let all = ["marlow", "nadia", "quill"].map(nested).concat();
    let all = all
        .replace("username: marlow  ", "username: &name marlow  ")
        .replace("username: marlow\n", "username: *name\n");
    sandbox.write("records/users.yaml", &all);
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("[records/users.yaml:6:"),
        "{}",
        run.stdout
    );
    let after = sandbox.read("records/users.yaml");
    assert!(after.contains("    username: &name marlow "), "{after}");
    assert!(after.contains("    departed: 2026-11-22\n"), "{after}");
    assert!(after.contains("    id: 301000004\n"), "{after}");
}

#[test]
fn users_wait_for_servers_that_cannot_be_written() {
    let sandbox = Sandbox::example();
    let servers = sandbox.read("records/servers.yaml");
    let servers = servers.replacen("  libraries:\n", "  libraries: &all\n", 1);
    let twin = "\ntwin:\n  account: main\n  machine_id: 0123456789abcdef\n  libraries: *all\n";
    sandbox.write("records/servers.yaml", &(servers + twin));
    // Quill shares the library that would be added to atlas, and nothing else.
    let mut observed: serde_json::Value =
        serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    let people = &mut observed["accounts"][0]["outcome"]["read"]["people"];
    let quill = people
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|p| p["id"] == "301000004");
    quill.unwrap()["shares"][0]["libraries"] = serde_json::json!({"some": ["205"]});
    sandbox.write("observed.json", &observed.to_string());
    let quill = sandbox.read("records/users/quill.yaml");

    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("needs `atlas/photos`"),
        "{}",
        run.stdout
    );
    assert_eq!(sandbox.read("records/users/quill.yaml"), quill);
    let servers = sandbox.read("records/servers.yaml");
    assert!(
        servers.contains("cirrus:") && !servers.contains("photos"),
        "{servers}"
    );
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let history = sandbox.history_text();
    assert!(
        !history.contains("301000004"),
        "a link that was not written is remembered"
    );
}

#[test]
fn a_file_with_other_line_endings_keeps_them() {
    let sandbox = Sandbox::example();
    for name in ["marlow", "zoe-angstrom", "nadia"] {
        let path = format!("records/users/{name}.yaml");
        let text = format!(
            "\u{feff}{}",
            sandbox.read(&path).trim_end().replace('\n', "\r\n")
        );
        sandbox.write(&path, &text);
    }
    assert_eq!(sandbox.run(&APPLY).code, 0);
    for name in ["marlow", "zoe-angstrom", "nadia"] {
        let text = sandbox.read(&format!("records/users/{name}.yaml"));
        assert!(
            text.starts_with('\u{feff}'),
            "{name} lost its byte-order mark"
        );
        assert_eq!(
            text.matches('\n').count(),
            text.matches("\r\n").count(),
            "{name}"
        );
        assert!(!text.ends_with('\n'), "{name} got a final line break");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_does_not_stop_the_others() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::example();
    let folder = sandbox.at("records/users");
    let lock =
        |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    lock(0o555);
    let may_write_anyway = tempfile::tempfile_in(&folder).is_ok();
    let run = sandbox.run(&APPLY);
    lock(0o755);
    if may_write_anyway {
        // The superuser is not stopped by permissions; there is nothing to see then.
        assert_eq!(run.code, 0);
        return;
    }
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("records/users/marlow.yaml was not written"),
        "{}",
        run.stderr
    );
    assert!(sandbox.read("records/servers.yaml").contains("cirrus:"));
    assert_eq!(sandbox.run(&APPLY).code, 0, "a second run does the rest");
}

#[test]
fn init_makes_a_household_that_is_valid_and_overwrites_nothing() {
    let sandbox = Sandbox::empty();
    sandbox.write(".gitignore", "mine\n");
    let run = sandbox.run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(sandbox.read(".gitignore"), "mine\n");
    assert!(run.stdout.contains("kept .gitignore"), "{}", run.stdout);
    assert_eq!(sandbox.run(&["check"]).code, 0);
    let before = sandbox.files();
    assert_eq!(sandbox.run(&["init"]).code, 0);
    assert_eq!(sandbox.files(), before);
}

#[test]
fn init_gives_editors_schemas_that_are_there() {
    let sandbox = Sandbox::empty();
    let run = sandbox.run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let leads_to_a_schema = |from: &str, path: &str| {
        let schema = sandbox.read(&format!("{from}/{path}"));
        let schema: serde_json::Value = serde_json::from_str(&schema).expect(path);
        schema["$id"].as_str().expect("an id").to_owned()
    };
    let settings = sandbox.read("plexmgr.toml");
    let directive = settings
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("#:schema "));
    assert_eq!(
        leads_to_a_schema(".", directive.expect("the first line names the schema")),
        "urn:plexmgr:schema:settings:1"
    );
    let plans = sandbox.read("records/plans.yaml");
    let modeline = plans
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
    assert_eq!(
        leads_to_a_schema(
            "records",
            modeline.expect("the first line names the schema")
        ),
        "urn:plexmgr:schema:plans:1"
    );
    let vscode: serde_json::Value =
        serde_json::from_str(&sandbox.read(".vscode/settings.json")).expect("JSON");
    let schemas: Vec<(String, &str)> = vscode["yaml.schemas"]
        .as_object()
        .expect("a mapping")
        .iter()
        .map(|(path, files)| {
            (
                leads_to_a_schema(".", path),
                files.as_str().expect("a glob"),
            )
        })
        .collect();
    let schema = |name: &str| format!("urn:plexmgr:schema:{name}:1");
    assert_eq!(
        schemas,
        [
            (schema("plans"), "records/plans.yaml"),
            (schema("servers"), "records/servers.yaml"),
            (schema("user"), "records/users/*.yaml"),
            (schema("users"), "records/users.yaml"),
            (schema("matching"), "records/matching.yaml"),
            (schema("decisions"), "records/decisions/*.yaml"),
            (schema("inbox"), "records/inbox.yaml"),
        ]
    );
}

#[test]
fn init_shows_how_to_refresh_a_schema_of_another_version() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.run(&["init"]).code, 0);
    sandbox.write(".plexmgr/schemas/user.json", "{}");
    let run = sandbox.run(&["init"]);
    let told: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.contains("schema of this plexmgr"))
        .collect();
    assert_eq!(
        told,
        [
            "kept .plexmgr/schemas/user.json, which is not the schema of this plexmgr: \
          `plexmgr schema user > .plexmgr/schemas/user.json` refreshes it"
        ]
    );
    assert_eq!(
        sandbox.read(".plexmgr/schemas/user.json"),
        "{}",
        "never overwritten"
    );
}

/// Ada shares music on atlas; Plex says that both are gone.
fn music_is_gone(ada: &str) -> Sandbox {
    let sandbox = Sandbox::example();
    for name in ["marlow", "nadia", "quill", "zoe-angstrom", "bruno"] {
        sandbox.remove(&format!("records/users/{name}.yaml"));
    }
    sandbox.write("records/users/ada.yaml", ada);
    let mut observed: serde_json::Value =
        serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    let main = &mut observed["accounts"][0]["outcome"]["read"];
    for server in main["servers"].as_array_mut().unwrap() {
        let libraries = server["libraries"].as_array_mut().unwrap();
        libraries.retain(|library| library["id"] != "203");
    }
    main["people"] = serde_json::json!([{
        "id": "301000002", "username": "ada.l", "title": "Ada", "email": "ada@example.net",
        "home": false, "managed": false,
        "shares": [{
            "server": "ece8f46bf734ca267a2b6e0f7c3b471a5c964428",
            "libraries": {"some": ["201"]}, "invited": null, "accepted": 1_451_908_800
        }]
    }]);
    sandbox.write("observed.json", &observed.to_string());
    sandbox
}

const ADA: &str = "\
class: permanent
plex:
  id: 301000002
  username: ada.l
  email: ada@example.net
  title: Ada
  shares:
    - {server: atlas, libraries: [movies, music], accepted: 2016-01-04}
";

#[test]
fn a_library_goes_once_no_user_names_it_any_more() {
    let sandbox = music_is_gone(ADA);
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(!sandbox.read("records/servers.yaml").contains("music:"));
    assert!(
        sandbox
            .read("records/users/ada.yaml")
            .contains("libraries: [movies]")
    );
    assert_eq!(sandbox.run(&["check"]).code, 0);
    assert!(sandbox.history_text().contains("remove_library"));
}

#[test]
fn a_library_stays_while_a_record_that_cannot_be_edited_names_it() {
    let anchored = ADA.replace(", music]", ", &own music]") + "notes: *own\n";
    let sandbox = music_is_gone(&anchored);
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 7, "{}{}", run.stdout, run.stderr);
    assert!(
        run.stdout.contains("atlas/music is skipped: user `ada`"),
        "{}",
        run.stdout
    );
    assert!(sandbox.read("records/servers.yaml").contains("music:"));
    assert_eq!(sandbox.run(&["check"]).code, 0, "the records stay valid");
    assert!(!sandbox.history_text().contains("remove_library"));
}
