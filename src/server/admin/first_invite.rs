//! The link for the first person, where nobody can sign up without one.

use super::{Answer, Office, perform};
use crate::server::service::inspection;
use crate::server::settings::SignUpMode;

const DAYS: u32 = 7;

/// Says on the log how somebody gets in, if the server has nobody and takes only those invited. The
/// line is a warning, as it must be seen.
pub(super) async fn offer(office: &Office) {
    let app = &office.app;
    if app.settings.sign_up == SignUpMode::Open || !inspection::is_deserted(app) {
        return;
    }
    if app.settings.sign_up == SignUpMode::Closed {
        tracing::warn!("nobody has an account here: make one with «natter admin create-user»");
        return;
    }
    match perform::invite(office, 1, DAYS).await {
        Ok(Answer::Link(link)) => {
            tracing::warn!(
                "nobody has an account here: sign up, within {DAYS} days, at {}",
                link.url
            );
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "the first invitation could not be made"),
    }
}
