//! JSON web tokens: a session's name in a form that nobody else can write.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::domain::{SessionId, UserId};
use crate::server::db::Session;

/// Signs and reads tokens: HS256 and no other algorithm, whatever a token says of itself.
pub struct Tokens {
    signing: EncodingKey,
    reading: DecodingKey,
    rules: Validation,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sid: SessionId,
    sub: UserId,
    /// Seconds since 1970, as RFC 7519 has it.
    exp: i64,
}

impl Tokens {
    /// Tokens of a server with this secret; another server's do not read.
    pub fn new(secret: &[u8]) -> Self {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        rules.set_required_spec_claims(&["exp", "sub"]);
        Self {
            signing: EncodingKey::from_secret(secret),
            reading: DecodingKey::from_secret(secret),
            rules,
        }
    }

    /// A session's token; it expires when the session does.
    pub fn sign(&self, session: &Session) -> String {
        let exp = session.expires_at.0 / 1000;
        let claims = Claims { sid: session.id, sub: session.user, exp };
        encode(&Header::new(Algorithm::HS256), &claims, &self.signing)
            .expect("a key for HS256 signs three plain claims")
    }

    /// What a token says, if it is ours and has not expired. Whether the session lives is for the
    /// caller to look up.
    pub fn read(&self, token: &str) -> Option<(SessionId, UserId)> {
        let Claims { sid, sub, .. } = decode(token, &self.reading, &self.rules).ok()?.claims;
        Some((sid, sub))
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(***)")
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::domain::{Scope, UnixMillis};
    use crate::server::auth::session_times;

    const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn session(expires_at: UnixMillis) -> Session {
        Session {
            id: SessionId::random(),
            user: UserId::random(),
            user_agent: String::new(),
            created_at: UnixMillis(0),
            last_used: UnixMillis(0),
            expires_at,
            name: None,
            scope: Scope::Full,
        }
    }

    #[test]
    fn a_token_names_its_session_and_person() {
        let (tokens, session) = (Tokens::new(SECRET), session(session_times().1));
        assert_eq!(tokens.read(&tokens.sign(&session)), Some((session.id, session.user)));
    }

    #[test]
    fn an_expired_token_does_not_read_not_even_by_a_second() {
        let tokens = Tokens::new(SECRET);
        let expired = session(UnixMillis(session_times().0.0 - 1000));
        assert_eq!(tokens.read(&tokens.sign(&expired)), None);
    }

    #[test]
    fn a_token_of_another_secret_or_an_altered_one_does_not_read() {
        let (tokens, session) = (Tokens::new(SECRET), session(session_times().1));
        let foreign = Tokens::new(b"another secret of thirty-two byt").sign(&session);
        let good = tokens.sign(&session);
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap();
        let forged = claims.replace(&session.user.to_string(), &UserId::random().to_string());
        parts[1] = URL_SAFE_NO_PAD.encode(forged);
        for token in [foreign, parts.join("."), String::new(), "a.b.c".into(), format!("{good}A")] {
            assert_eq!(tokens.read(&token), None, "{token}");
        }
    }

    #[test]
    fn no_other_algorithm_is_believed() {
        let (tokens, session) = (Tokens::new(SECRET), session(session_times().1));
        let good = tokens.sign(&session);
        let claims = good.split('.').nth(1).unwrap();
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        assert_eq!(tokens.read(&format!("{unsigned}.{claims}.")), None);
        let claims = Claims { sid: session.id, sub: session.user, exp: i64::MAX / 1000 };
        let key = EncodingKey::from_secret(SECRET);
        let longer = encode(&Header::new(Algorithm::HS512), &claims, &key).unwrap();
        assert_eq!(tokens.read(&longer), None);
    }
}
