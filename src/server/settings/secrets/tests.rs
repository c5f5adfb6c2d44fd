use std::os::unix::fs::PermissionsExt;

use clap::Parser;

use super::*;

fn settings(data: &Path, more: &[&str]) -> Settings {
    let data = data.to_str().unwrap();
    Settings::parse_from(["natter", "--data", data].iter().chain(more))
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_first_start_makes_secrets_that_nobody_else_can_read_and_a_second_one_finds_them() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("deep/data");
    let first = Secrets::load(&settings(&data, &[])).unwrap();
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join(MASTER_KEY_FILE)), 0o600);
    assert_eq!(mode(&data.join(JWT_SECRET_FILE)), 0o600);
    assert_eq!(std::fs::read_dir(&data).unwrap().count(), 2, "no draft stays behind");

    let second = Secrets::load(&settings(&data, &[])).unwrap();
    assert_eq!(*first.master_key, *second.master_key);
    assert_eq!(first.jwt_secret, second.jwt_secret);
    assert_ne!(first.master_key.as_slice(), &first.jwt_secret[..32]);
}

#[test]
fn a_database_without_its_key_is_refused_and_nothing_is_touched() {
    let data = tempfile::tempdir().unwrap();
    std::fs::create_dir(data.path().join("database")).unwrap();
    std::fs::write(data.path().join("database/manifest"), "here").unwrap();
    let refused = Secrets::load(&settings(data.path(), &[])).err().unwrap();
    assert!(matches!(refused, SecretsError::NoKeyForDatabase { .. }));
    assert!(refused.to_string().contains("master.key is missing"), "{refused}");
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 1);
}

#[test]
fn a_master_key_is_32_bytes_in_base64_or_hexadecimal() {
    let data = tempfile::tempdir().unwrap();
    let load = |key: &str| {
        Secrets::load(&settings(data.path(), &["--database", "mem://", "--master-key", key]))
    };
    assert_eq!(*load(&"0f".repeat(32)).unwrap().master_key, [0x0f; 32]);
    assert_eq!(*load(&STANDARD.encode([9; 32])).unwrap().master_key, [9; 32]);
    for wrong in ["", "short", &"zz".repeat(32), &STANDARD.encode([9; 31]), &"é".repeat(32)] {
        assert!(matches!(load(wrong), Err(SecretsError::MalformedMasterKey { .. })), "{wrong}");
    }
}

#[test]
fn a_short_jwt_secret_is_refused_without_being_repeated() {
    let data = tempfile::tempdir().unwrap();
    let refused = Secrets::load(&settings(data.path(), &["--jwt-secret", "hush"])).err().unwrap();
    assert!(matches!(refused, SecretsError::ShortJwtSecret { .. }));
    assert!(!refused.to_string().contains("hush"));
    assert!(std::fs::read_dir(data.path()).unwrap().next().is_none(), "nothing was made");
}

#[test]
fn a_named_file_must_be_there() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("elsewhere");
    let more = ["--master-key-file", missing.to_str().unwrap()];
    let refused = Secrets::load(&settings(data.path(), &more)).err().unwrap();
    assert!(matches!(refused, SecretsError::Unreadable { .. }));
}

#[test]
fn a_database_in_memory_leaves_no_secrets_behind() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    Secrets::load(&settings(&data, &["--database", "mem://"])).unwrap();
    assert!(!data.exists());
}

#[test]
fn two_first_starts_at_once_agree_on_one_key() {
    let data = tempfile::tempdir().unwrap();
    let path = data.path().join(MASTER_KEY_FILE);
    let first = make(data.path(), &path).unwrap();
    let second = make(data.path(), &path).unwrap();
    assert_eq!(first, second);
}
