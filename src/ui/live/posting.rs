//! Forms.

use leptos::web_sys::HtmlFormElement;

use super::Chat;
use crate::api;
use crate::domain::Problem;

impl Chat {
    /// Posts a form and returns the answer. What it has changed is heard, or, where there is no live
    /// connection, asked for.
    ///
    /// # Errors
    /// Those of the server function that the form names, and that there was no answer.
    pub async fn post(self, form: HtmlFormElement) -> Result<String, Problem> {
        let answer = self.check(api::post_form(form).await)?;
        if !self.is_live()
            && let Ok(overview) = self.check(api::get_overview(0).await)
        {
            self.write(|state| state.merge_overview(overview));
        }
        Ok(answer)
    }
}
