//! Recovery codes, while they are shown.

use leptos::prelude::*;

use super::plain_form::PlainForm;
use crate::domain::Person;
use crate::i18n::word;

/// The codes, to be printed or copied, and the way on once that is done.
pub(super) fn codes_view(codes: Vec<String>, person: &Person) -> AnyView {
    let name = format!("\u{2068}{}\u{2069}", person.full_name);
    let heading = word!(codes.of, name = name, username = person.username, app = word!(app.name));
    let text = std::iter::once(&heading).chain(&codes).map(String::as_str).collect::<Vec<_>>();
    let text = text.join("\n");
    view! {
        <div class="flex flex-col gap-3 rounded-field border border-line bg-panel p-4 print:border-0 print:p-0">
            <p class="text-sm text-muted">{heading}</p>
            <ul
                role="list"
                class="grid gap-x-6 gap-y-1.5 font-mono text-md digits grid-cols-[repeat(auto-fit,minmax(15rem,1fr))]"
                aria-label=word!(codes.label)
            >
                {codes
                    .into_iter()
                    .map(|code| view! { <li class="whitespace-nowrap">{code}</li> })
                    .collect_view()}
            </ul>
        </div>
        <div class="flex flex-wrap items-center gap-2 print:hidden">
            <button type="button" class="button-quiet plain:hidden" data-prints="">
                {word!(settings.print)}
            </button>
            <button
                type="button"
                class="button-quiet plain:hidden"
                data-copies=text
                data-done=word!(settings.copied)
            >
                {word!(settings.copy)}
            </button>
            <p class="text-sm text-muted">{word!(codes.once)}</p>
        </div>
        <div class="print:hidden">
            {PlainForm::new("keep_codes", word!(codes.kept), vec![]).view()}
        </div>
    }
    .into_any()
}
