//! What one can set about one's own account.

mod data;
mod device;
mod device_line;
mod part;
mod password;
mod profile;
mod recovery;
mod sessions;
mod tokens;

use leptos::prelude::*;
use leptos_meta::Title;

use super::plain_form::alert;
use crate::api::use_form_return;
use crate::domain::Problem;
use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName, problem_text};
pub(super) use part::Part;

/// `/settings/…`: the parts, and one of them.
#[component]
pub(super) fn SettingsPage(part: Part) -> impl IntoView {
    let body = match part {
        Part::Profile => profile::profile(),
        Part::Password => password::password(),
        Part::Sessions => sessions::sessions(),
        Part::Tokens => tokens::tokens(),
        Part::Recovery => recovery::recovery(),
        Part::Data => data::data(),
    };
    // Of the forms that are one button only.
    let refused = use_form_return(&["end_session", "end_other_sessions", "keep_codes", "export"]);
    view! {
        <Title text=word!(app.title, page = part.words()) />
        <div class="mx-auto w-full max-w-4xl px-4 pt-[max(0.75rem,env(safe-area-inset-top))] pb-12 md:px-6">
            <header class="flex min-h-12 items-center gap-2 print:hidden">
                <a
                    href="/"
                    class="button-icon -ms-2"
                    aria-label=word!(settings.back)
                    title=word!(settings.back)
                >
                    <Icon name=IconName::Back class="size-6" />
                </a>
                <p class="text-lg font-bold">{word!(settings.title)}</p>
            </header>
            <div class="mt-2 grid items-start gap-4 md:grid-cols-[13rem_minmax(0,1fr)] md:gap-8">
                <nav class="print:hidden" aria-label=word!(settings.label)>
                    <ul role="list" class="flex flex-wrap gap-1 md:flex-col">
                        {Part::ALL.map(|here| part_link(here, here == part))}
                    </ul>
                </nav>
                <main class="flex min-w-0 flex-col gap-4">
                    {refused.map(|form| alert(problem_text(&form.problem)))}
                    {body}
                </main>
            </div>
        </div>
    }
}

fn part_link(part: Part, is_here: bool) -> AnyView {
    view! {
        <li>
            <a
                href=part.path()
                aria-current=is_here.then_some("page")
                class="flex min-h-10 items-center gap-2.5 rounded-line px-3 py-1.5 hover:bg-hover aria-[current=page]:bg-chosen aria-[current=page]:font-semibold"
            >
                <Icon name=part.icon() class="size-4 max-md:hidden" />
                {part.words()}
            </a>
        </li>
    }
    .into_any()
}

/// A card with a heading.
pub(super) fn section(heading: AnyView, hint: &'static str, body: AnyView) -> AnyView {
    view! {
        <section class="flex flex-col gap-5 rounded-card bg-ground p-5 lifted sm:p-7 print:p-0 print:shadow-none">
            <div class="flex flex-col gap-1">
                {heading} <p class="text-muted empty:hidden print:hidden">{hint}</p>
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// The heading of the page, which its first card has.
pub(super) fn heading(words: &'static str) -> AnyView {
    view! { <h1 class="text-xl font-bold tracking-tight">{words}</h1> }.into_any()
}

/// The heading of a further card.
pub(super) fn subheading(words: &'static str) -> AnyView {
    view! { <h2 class="text-lg font-bold tracking-tight">{words}</h2> }.into_any()
}

/// In place of what could not be found out.
pub(super) fn trouble(problem: &Problem) -> AnyView {
    alert(problem_text(problem))
}
