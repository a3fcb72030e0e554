//! `set`: every key, every kind of wrong value, and keys that are not set like that.

use super::{ADA, ada, file, refused, run};

#[test]
fn values_are_set_replaced_and_removed() {
    let sandbox = ada("");
    run(
        &sandbox,
        "set ada class=permanent paypal_email=pay@example.com discord.id=80351110224678912 discord.username=ada notes=pays=cash --yes",
        0,
    );
    let all = ADA.replace("standard", "permanent")
        + "paypal_email: pay@example.com\ndiscord:\n  id: \"80351110224678912\"\n  username: ada\nnotes: pays=cash\n";
    assert_eq!(file(&sandbox), all);
    run(
        &sandbox,
        "set ada discord.username= notes= paypal_email=ada@example.org --yes",
        0,
    );
    let some = ADA.replace("standard", "permanent")
        + "paypal_email: ada@example.org\ndiscord:\n  id: \"80351110224678912\"\n";
    assert_eq!(file(&sandbox), some);
    run(
        &sandbox,
        "set ada discord.id= paypal_email= class=standard --yes",
        0,
    );
    assert_eq!(file(&sandbox), ADA);
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(file(&sandbox), some);
}

#[test]
fn both_keys_of_discord_go_together_or_one_for_the_other() {
    for discord in [
        "discord:\n  id: \"80351110224678912\"\n  username: ada\n",
        "discord: {id: \"80351110224678912\", username: ada}\n",
    ] {
        let sandbox = ada(discord);
        run(&sandbox, "set ada discord.id= discord.username= --yes", 0);
        assert_eq!(file(&sandbox), ADA, "{discord}");
    }
    let sandbox = ada("discord:\n  username: ada\n");
    run(
        &sandbox,
        "set ada discord.id=80351110224678912 discord.username= --yes",
        0,
    );
    assert_eq!(
        file(&sandbox),
        ADA.to_owned() + "discord:\n  id: \"80351110224678912\"\n"
    );
}

#[test]
fn a_handle_that_is_the_number_of_another_user_is_asked_about() {
    let sandbox = ada("");
    sandbox.write(
        "records/users/bob.yaml",
        "class: standard\nplex: {id: 300000002}\n",
    );
    sandbox.write("records/users/300000002.yaml", "class: standard\n");
    refused(
        &sandbox,
        "set 300000002 class=permanent",
        "error: `300000002` is the handle of one user, and the id or an address of user `bob`\n  hint: `bob` names that \
         user; for the other one use an e-mail address, or `plexmgr rename user` first\n",
    );
    run(&sandbox, "set bob class=permanent --yes", 0);
}

#[test]
fn origins_of_payments_are_added_and_replaced() {
    let sandbox = ada("");
    run(
        &sandbox,
        "set ada pays_from+=old@example.com pays_from+=DE02120300000000202051 --yes",
        0,
    );
    let two = format!("{ADA}pays_from:\n  - old@example.com\n  - DE02120300000000202051\n");
    assert_eq!(file(&sandbox), two);
    run(&sandbox, "set ada pays_from+=P-1 --yes", 0);
    assert_eq!(file(&sandbox), format!("{two}  - P-1\n"));
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(file(&sandbox), two);
    run(&sandbox, "set ada pays_from= --yes", 0);
    assert_eq!(file(&sandbox), ADA);
    let both = run(
        &sandbox,
        "set ada pays_from=a@example.com,b@example.com --yes",
        64,
    );
    let one = "this is one address, payer id or bank account; `pays_from+=` adds each further one";
    assert!(both.stderr.contains(one), "{}", both.stderr);
}

#[test]
fn a_covered_user_has_the_time_of_the_one_who_pays() {
    let sandbox = ada("payments: [{plan: monthly, start: 2026-11-20, end: 2026-12-20}]\n");
    sandbox.write("records/users/cub.yaml", "class: standard\nplex: {id: 7}\n");
    run(&sandbox, "set cub covered_by=ada --yes", 0);
    let page = run(&sandbox, "user cub", 0).stdout;
    assert!(page.contains("2026-12-20"), "{page}");
    assert!(page.contains("covered by"), "{page}");
    let due = run(&sandbox, "status --due --expiring-within 60", 0).stdout;
    assert!(due.contains("ada") && !due.contains("cub"), "{due}");
    refused(
        &sandbox,
        "set ada covered_by=cub",
        "error: ada: user `cub` is covered by `ada` too
  hint: name the user who pays: `covered_by=ada`
",
    );
    refused(
        &sandbox,
        "remove user ada --anyway",
        "error: ada: covers `cub`
  hint: change `covered_by` of these users first
",
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    refused(
        &ada(""),
        "set ada class=vip paypal_email=nobody discord.id=ada note=x plex.email=a@b.c plan=yearly notes+=x",
        "error: 7 problems speak against this; nothing was written
  class=vip: `vip` is not a value of `class`
    help: a class is `standard` or `permanent`
  paypal_email=nobody: `nobody` is not a value of `paypal_email`
    help: an e-mail address looks like `name@example.com`
  discord.id=ada: `ada` is not a value of `discord.id`
    help: a Discord id is 17 to 20 digits, as in `80351110224678912`
  note=x: unknown key `note`
    help: did you mean `notes`? allowed keys are `class`, `paypal_email`, `pays_from`, `covered_by`, `discord.id`, `discord.username` and `notes`
  plex.email=a@b.c: `plex.email` follows Plex and cannot be set
    help: change it at Plex; `plexmgr apply` records it
  plan=yearly: `plan` is not set like this
    help: `plexmgr switch USER --plan PLAN` sets the plan of the next payment
  notes+=x: `notes` is not a list, so nothing can be added to it
    help: `notes=x` replaces it
",
    );
}

#[test]
fn a_discord_id_belongs_to_one_user() {
    let sandbox = ada("");
    sandbox.write(
        "records/users/bob.yaml",
        "class: standard\ndiscord: {id: \"80351110224678912\"}\n",
    );
    refused(
        &sandbox,
        "set ada discord.id=80351110224678912",
        "error: discord.id: `80351110224678912` belongs to user `bob`\n  hint: remove it there first: `plexmgr set \
         bob discord.id=`\n",
    );
    refused(
        &sandbox,
        "set ada bob discord.id=80351110224678913",
        "error: discord.id: one Discord id cannot belong to several users\n",
    );
}

#[test]
fn users_and_values_have_to_be_given() {
    let sandbox = ada("");
    refused(
        &sandbox,
        "set ada",
        "error: no value is given\n  hint: a value is written `KEY=VALUE`, as in `class=permanent`\n",
    );
    refused(
        &sandbox,
        "set class=standard",
        "error: no user is given\n  hint: name users by handle, Plex id or e-mail address, or select them with \
         `--where`\n",
    );
    refused(
        &sandbox,
        "set adda bob class=standard",
        "error: 2 problems speak against this; nothing was written
  no user has the handle, Plex id or e-mail address `adda`
    help: did you mean `ada`?
  no user has the handle, Plex id or e-mail address `bob`
    help: `plexmgr find TEXT` searches the users
",
    );
}
