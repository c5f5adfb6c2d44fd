use super::*;
use crate::domain::{Bio, Email, Field};
use crate::server::db::{AccountEdit, Ends, Grant, GrantId, GrantKind};

fn name(text: &str) -> Username {
    Username::parse(text).unwrap()
}

fn renamed(to: &str) -> AccountEdit {
    AccountEdit { username: Some(name(to)), ..AccountEdit::default() }
}

fn invite(uses_left: u32, expires_at: Option<UnixMillis>) -> Grant {
    let (id, kind) = (GrantId(format!("{:064x}", rand_number())), GrantKind::Invite);
    Grant { id, kind, user: None, created_at: UnixMillis(1), expires_at, uses_left }
}

fn rand_number() -> u128 {
    ClientId::random().as_uuid().as_u128()
}

#[tokio::test]
async fn a_name_that_was_given_up_leads_to_its_person_and_is_nobody_elses_ever() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    store.edit_account(pair.ana, renamed("anna")).await.unwrap();
    let bo_wants = store.edit_account(pair.bo, renamed("ana")).await;
    assert_eq!(bo_wants.unwrap_err(), DbError::Taken(Field::Username));
    assert_eq!(
        store.insert_user(new_user("ana")).await.unwrap_err(),
        DbError::Taken(Field::Username)
    );
    store.close().await;

    let store = open_at(folder.path()).await.store;
    for spelling in ["ana", "anna"] {
        let found = store.find_user_by_username(&name(spelling)).unwrap();
        assert_eq!((found.id, found.username.as_str()), (pair.ana, "anna"));
    }
    // One's own one may take again, and leave again.
    store.edit_account(pair.ana, renamed("ana")).await.unwrap();
    store.edit_account(pair.ana, renamed("anna")).await.unwrap();
    assert_eq!(store.find_user(pair.ana).unwrap().username, name("anna"));
    store.close().await;
}

#[tokio::test]
async fn a_profile_survives_and_an_address_that_was_taken_away_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let email = Email::parse("ana@example.org").unwrap();
    let edit = AccountEdit {
        email: Some(Some(email.clone())),
        bio: Some(Bio::parse("Tea.\nTwo sugars.").unwrap()),
        ..AccountEdit::default()
    };
    store.edit_account(pair.ana, edit).await.unwrap();
    let taken = AccountEdit { email: Some(Some(email.clone())), ..AccountEdit::default() };
    let refused = store.edit_account(pair.bo, taken.clone()).await;
    assert_eq!(refused.unwrap_err(), DbError::Taken(Field::Email));
    store.close().await;

    let store = open_at(folder.path()).await.store;
    assert_eq!(store.find_user(pair.ana).unwrap().bio.as_str(), "Tea.\nTwo sugars.");
    let none = AccountEdit { email: Some(None), ..AccountEdit::default() };
    store.edit_account(pair.ana, none).await.unwrap();
    assert!(store.find_user_by_email(&email).is_none());
    store.edit_account(pair.bo, taken).await.unwrap();
    assert_eq!(store.find_user_by_email(&email).unwrap().id, pair.bo);
    store.close().await;
}

#[tokio::test]
async fn an_invite_is_good_for_as_many_as_it_says_even_if_all_come_at_once() {
    let store = open_in_memory().await.store;
    let grant = invite(3, None);
    store.insert_grant(grant.clone()).await.unwrap();
    let joining = (0..8).map(|n| {
        let new = NewUser { invite: Some(grant.id.clone()), ..new_user(&format!("guest{n}")) };
        store.insert_user(new)
    });
    let joined = futures::future::join_all(joining).await;
    assert_eq!(joined.iter().filter(|joined| joined.is_ok()).count(), 3);
    assert!(joined.iter().all(|joined| matches!(joined, Ok(_) | Err(DbError::Spent))));
    assert!(store.find_grant(&grant.id).is_none());
    assert_eq!(store.list_users().len(), 3);
}

#[tokio::test]
async fn what_has_expired_or_never_was_allows_nothing() {
    let store = open_in_memory().await.store;
    let expired = invite(5, Some(UnixMillis(2)));
    store.insert_grant(expired.clone()).await.unwrap();
    for id in [expired.id, GrantId("0".repeat(64))] {
        assert!(store.find_grant(&id).is_none());
        let new = NewUser { invite: Some(id), ..new_user("ana") };
        assert_eq!(store.insert_user(new).await.unwrap_err(), DbError::Spent);
    }
    assert!(store.list_users().is_empty());
}

#[tokio::test]
async fn a_code_that_is_not_good_changes_nothing_and_a_good_one_does_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let codes: Vec<GrantId> = (0..3).map(|n| GrantId(format!("{n:064}"))).collect();
    let new = NewUser { recovery_codes: codes.clone(), ..new_user("ana") };
    let ana = store.insert_user(new).await.unwrap().id;
    let reset = |code: &GrantId| AccountEdit {
        password_hash: Some("$new$".into()),
        spends: Some(code.clone()),
        ends: Ends::All,
        ..AccountEdit::default()
    };
    store.edit_account(ana, reset(&codes[0])).await.unwrap();
    store.close().await;

    let store = open_at(folder.path()).await.store;
    let again = AccountEdit { password_hash: Some("$other$".into()), ..reset(&codes[0]) };
    assert_eq!(store.edit_account(ana, again).await.unwrap_err(), DbError::Spent);
    assert_eq!(store.find_user(ana).unwrap().password_hash, "$new$");
    assert_eq!(store.list_grants().len(), 2);
    let renewed = AccountEdit {
        recovery_codes: Some(vec![GrantId("f".repeat(64))]),
        ..AccountEdit::default()
    };
    store.edit_account(ana, renewed).await.unwrap();
    assert!(store.find_grant(&codes[1]).is_none());
    assert_eq!(store.list_grants().len(), 1);
    store.close().await;
}

#[tokio::test]
async fn sessions_end_with_the_commit_that_says_so_but_the_one_that_is_kept() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let session = |user| store.insert_session(accounts::new_session(user));
    let (kept, ended) = (session(pair.ana).await.unwrap(), session(pair.ana).await.unwrap());
    let others = session(pair.bo).await.unwrap();
    let edit = AccountEdit { ends: Ends::AllBut(kept.id), ..AccountEdit::default() };
    store.edit_account(pair.ana, edit).await.unwrap();
    assert!(store.find_session(kept.id).is_some() && store.find_session(others.id).is_some());
    assert!(store.find_session(ended.id).is_none());
    let disabled = AccountEdit { disabled: Some(true), ends: Ends::All, ..AccountEdit::default() };
    store.edit_account(pair.ana, disabled).await.unwrap();
    assert!(store.list_sessions_of(pair.ana).is_empty());
    assert_eq!(session(pair.ana).await.unwrap_err(), DbError::NotFound);
}

#[tokio::test]
async fn of_an_account_that_is_deleted_only_what_was_written_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    let session = store.insert_session(accounts::new_session(pair.ana)).await.unwrap();
    store.edit_account(pair.ana, renamed("anna")).await.unwrap();
    let gone = AccountEdit { delete: true, ..AccountEdit::default() };
    store.edit_account(pair.ana, gone.clone()).await.unwrap();
    assert_eq!(store.edit_account(pair.ana, gone).await.unwrap_err(), DbError::NotFound);
    store.close().await;

    let store = open_at(folder.path()).await.store;
    let left = store.find_user(pair.ana).unwrap();
    assert!(left.deleted && left.disabled && left.email.is_none() && left.bio.is_empty());
    assert!(left.password_hash.is_empty() && left.full_name.as_str() == "Deleted account");
    assert!(store.find_session(session.id).is_none() && store.list_grants().is_empty());
    assert_eq!(store.page_messages(&pair.talk, Seq(9), 9).await.unwrap().len(), 1);
    for spelling in ["ana", "anna"] {
        let again = store.insert_user(new_user(spelling)).await;
        assert_eq!(again.unwrap_err(), DbError::Taken(Field::Username));
    }
    store.close().await;
}
