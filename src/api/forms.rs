//! Plain forms, posted without leaving the page.

use leptos::web_sys::HtmlFormElement;

use crate::domain::{Problem, ProblemCode};

/// Posts a form as the browser would, to the server function that its `action` names; gives the
/// answer's text.
///
/// # Errors
/// The server function's; [`ProblemCode::Unreachable`] if there was no answer.
pub async fn post_form(form: HtmlFormElement) -> Result<String, Problem> {
    #[cfg(feature = "hydrate")]
    let answer = browser::post(form).await;
    #[cfg(not(feature = "hydrate"))]
    let answer: Option<Result<String, Problem>> = {
        drop(form);
        None
    };
    answer.unwrap_or_else(|| Err(ProblemCode::Unreachable.into()))
}

#[cfg(feature = "hydrate")]
mod browser {
    use gloo_net::http::Request;
    use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

    use crate::domain::Problem;

    /// `None` without an answer that can be understood.
    pub async fn post(form: HtmlFormElement) -> Option<Result<String, Problem>> {
        let fields = FormData::new_with_form(&form).ok()?;
        let body = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
        let request = Request::post(&form.action()).header("Accept", "application/json");
        let response = request.body(body).ok()?.send().await.ok()?;
        let text = response.text().await.ok()?;
        if response.ok() { Some(Ok(text)) } else { serde_json::from_str(&text).ok().map(Err) }
    }
}
