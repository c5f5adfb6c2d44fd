use super::*;
use crate::domain::{Field, SessionId};

pub(super) fn new_session(user: UserId) -> NewSession {
    NewSession {
        user,
        user_agent: "a browser".into(),
        created_at: UnixMillis(1),
        expires_at: FAR,
        name: None,
        scope: Scope::Full,
    }
}

#[tokio::test]
async fn a_person_is_found_by_id_name_and_address() {
    let store = open_in_memory().await.store;
    let email = Email::parse("ana@example.org").unwrap();
    let new = NewUser { email: Some(email.clone()), ..new_user("ana") };
    let ana = store.insert_user(new).await.unwrap();
    assert_eq!(store.find_user(ana.id), Some(ana.clone()));
    assert_eq!(store.find_user_by_username(&ana.username), Some(ana.clone()));
    assert_eq!(store.find_user_by_email(&email), Some(ana.clone()));
    assert_eq!(store.list_users(), [ana]);
}

#[tokio::test]
async fn a_taken_name_or_address_is_refused_at_its_field() {
    let store = open_in_memory().await.store;
    let with = |name: &str, mail: &str| NewUser {
        email: Some(Email::parse(mail).unwrap()),
        ..new_user(name)
    };
    store.insert_user(with("ana", "ana@example.org")).await.unwrap();
    let refused = |field| Err(DbError::Taken(field));
    let again = store.insert_user(with("ana", "ana@example.org")).await;
    assert_eq!(again, refused(Field::Username));
    let same_mail = store.insert_user(with("bo", "ana@example.org")).await;
    assert_eq!(same_mail, refused(Field::Email));
    assert!(store.insert_user(new_user("bo")).await.is_ok());
}

#[tokio::test]
async fn many_people_need_no_address() {
    let store = open_in_memory().await.store;
    for name in ["ana", "bo", "cy"] {
        store.insert_user(new_user(name)).await.unwrap();
    }
    assert_eq!(store.list_users().len(), 3);
}

#[tokio::test]
async fn of_many_who_want_a_name_at_once_one_gets_it_and_no_other_write_suffers() {
    let opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    let wanting = (0..40).map(|_| opened.store.insert_user(new_user("cy")));
    let sending = (0..40).map(|_| opened.store.append_message(new_message(&pair.talk, pair.ana)));
    let (wanted, sent) =
        tokio::join!(futures::future::join_all(wanting), futures::future::join_all(sending));
    assert_eq!(wanted.iter().filter(|result| result.is_ok()).count(), 1);
    let refused = |result: &&Result<_, _>| **result == Err(DbError::Taken(Field::Username));
    assert_eq!(wanted.iter().filter(refused).count(), 39);
    assert!(sent.iter().all(Result::is_ok));
}

#[tokio::test]
async fn somebody_new_is_told_of_and_concerns_everyone() {
    let mut opened = open_in_memory().await;
    let ana = opened.store.insert_user(new_user("ana")).await.unwrap();
    let before = opened.store.last_change_for(ana.id);
    let bo = opened.store.insert_user(new_user("bo")).await.unwrap();
    assert!(opened.store.last_change_for(ana.id) > before);
    opened.store.close().await;
    let told = opened.told();
    assert!(matches!(&told[..], [Change::PersonChanged(first), Change::PersonChanged(second)]
        if *first == ana && *second == bo));
}

#[tokio::test]
async fn a_session_lives_until_it_is_revoked() {
    let mut opened = open_in_memory().await;
    let store = opened.store.clone();
    let ana = store.insert_user(new_user("ana")).await.unwrap().id;
    let session = store.insert_session(new_session(ana)).await.unwrap();
    assert_eq!(store.find_session(session.id), Some(session.clone()));
    store.renew_session(session.id, UnixMillis(5), FAR).await.unwrap();
    assert_eq!(store.find_session(session.id).unwrap().last_used, UnixMillis(5));
    store.revoke_session(session.id).await.unwrap();
    assert_eq!(store.find_session(session.id), None);
    store.revoke_session(session.id).await.unwrap();
    let revived = store.renew_session(session.id, UnixMillis(6), FAR).await;
    assert_eq!(revived, Err(DbError::NotFound));
    store.close().await;
    let revoked = opened.told().into_iter().filter(|change| {
        matches!(change, Change::SessionRevoked { session: id, user } if *id == session.id && *user == ana)
    });
    assert_eq!(revoked.count(), 1);
}

#[tokio::test]
async fn an_expired_session_is_as_if_it_never_was() {
    let store = open_in_memory().await.store;
    let ana = store.insert_user(new_user("ana")).await.unwrap().id;
    let expired = NewSession { expires_at: UnixMillis(2), ..new_session(ana) };
    let session = store.insert_session(expired).await.unwrap();
    assert_eq!(store.find_session(session.id), None);
    let revived = store.renew_session(session.id, UnixMillis(3), FAR).await;
    assert_eq!(revived, Err(DbError::NotFound));
}

#[tokio::test]
async fn nothing_is_written_for_people_and_sessions_that_are_not() {
    let store = open_in_memory().await.store;
    let nobody = UserId::random();
    let session = store.insert_session(new_session(nobody)).await;
    assert_eq!(session, Err(DbError::NotFound));
    assert_eq!(store.set_last_seen(nobody, FAR).await, Err(DbError::NotFound));
    let renewed = store.renew_session(SessionId::random(), FAR, FAR).await;
    assert_eq!(renewed, Err(DbError::NotFound));
    let notes = ConversationId::of_pair(nobody, nobody);
    let begun = store.ensure_conversation(notes, vec![], 1).await;
    assert_eq!(begun, Err(DbError::NotFound));
}

#[tokio::test]
async fn secrets_do_not_print() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let sent = pair.send(&store, pair.ana).await.message;
    let user = store.find_user(pair.ana).unwrap();
    let printed = format!("{user:?} {:?} {:?} {sent:?}", new_user("cy"), key(1));
    assert!(!printed.contains("argon2") && !printed.contains("sealed"), "{printed}");
}
