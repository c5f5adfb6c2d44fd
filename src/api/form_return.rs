//! What a page is rendered with after a plain form was refused.

use leptos::prelude::*;

use crate::domain::FormReturn;

/// The refusal of one of these actions that the page is rendered with, the same on both sides.
pub fn use_form_return(actions: &[&str]) -> Option<FormReturn> {
    let refused = SharedValue::new(|| {
        #[cfg(feature = "ssr")]
        let refused =
            use_context::<crate::server::RequestContext>().and_then(|request| request.form_return);
        #[cfg(not(feature = "ssr"))]
        let refused = None::<FormReturn>;
        refused
    });
    refused.into_inner().filter(|refused| actions.contains(&refused.action.as_str()))
}
