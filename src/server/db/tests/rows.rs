//! Rows that SurrealQL had no part in.

use surrealdb::types::{SurrealValue, Variables};

use super::*;

/// Those whose rows are written as they are.
const PLAIN: [&str; 8] = [
    "conversation",
    "former_name",
    "member",
    "message",
    "meta",
    "one_time_secret",
    "sent",
    "session",
];

async fn ask<T: SurrealValue>(store: &Store, text: &str) -> T {
    store.shared.engine().await.unwrap().select(text, Variables::new()).await.unwrap()
}

#[tokio::test]
async fn a_row_written_as_it_is_is_like_any_other_to_surrealql() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let appended = pair.send(&store, pair.ana).await;
    let edit = AccountEdit {
        username: Some(Username::parse("anna").unwrap()),
        recovery_codes: Some(vec![GrantId("0".repeat(64))]),
        ..AccountEdit::default()
    };
    store.edit_account(pair.ana, edit).await.unwrap();
    store.insert_session(accounts::new_session(pair.ana)).await.unwrap();
    // What SurrealQL writes where it checks every field is what was there.
    for table in PLAIN {
        let before: String = ask(&store, &format!("RETURN <string>(SELECT * FROM {table})")).await;
        let text = format!("RETURN <string>(UPDATE {table} SET id=id RETURN AFTER)");
        assert_eq!(ask::<String>(&store, &text).await, before);
    }
    let text = "RETURN <string>(SELECT VALUE message.client_id FROM ONLY sent LIMIT 1)";
    let client_id = appended.message.client_id.to_string();
    assert!(ask::<String>(&store, text).await.contains(&client_id));
}

#[tokio::test]
async fn tables_whose_rows_are_written_as_they_are_have_no_index() {
    let store = open_in_memory().await.store;
    for table in PLAIN {
        let text = format!("RETURN object::len((INFO FOR TABLE {table}).indexes)");
        assert_eq!(ask::<i64>(&store, &text).await, 0, "{table}");
    }
}

#[tokio::test]
async fn client_ids_used_before_they_had_a_table_are_known_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let first = pair.send(&store, pair.ana).await.message;
    let second = pair.send(&store, pair.bo).await.message;
    // As the schema was then.
    for text in [
        "REMOVE TABLE sent",
        "DEFINE INDEX message_client_id ON message FIELDS sender, client_id UNIQUE",
        "REMOVE TABLE one_time_secret",
        "REMOVE TABLE former_name",
        "REMOVE FIELD bio ON user",
        "REMOVE FIELD disabled ON user",
        "REMOVE FIELD deleted ON user",
        "REMOVE FIELD name ON session",
        "REMOVE FIELD scope ON session",
        "UPDATE meta:main SET schema=2",
    ] {
        ask::<surrealdb::types::Value>(&store, text).await;
    }
    store.close().await;
    let store = open_at(folder.path()).await.store;
    for message in [first, second] {
        let found = store.find_message(message.sender, message.client_id).await.unwrap();
        assert_eq!(found, Some(message));
    }
    store.close().await;
}
