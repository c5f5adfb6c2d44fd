//! What a request says about itself.

use std::net::IpAddr;

use super::auth::CurrentUser;
use crate::domain::FormReturn;

/// Who asks, from where and with what. Every page and server function has it in its context.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// `None` for whoever is not signed in.
    pub current: Option<CurrentUser>,
    pub client_addr: IpAddr,
    pub user_agent: String,
    /// What a browser that was here before shows; empty if it is none.
    pub device_cookie: String,
    /// A refused form that this page has to show; only ever on a page.
    pub form_return: Option<FormReturn>,
}
