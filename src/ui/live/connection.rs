//! The socket's side of the chat.

use leptos::prelude::*;

use super::{Chat, Link, tab};
use crate::api;
use crate::domain::{ConversationId, Token, UserId};
use crate::protocol::{ClientFrame, ServerFrame, WATCHED_PEOPLE_MAX};
use crate::ui::effect::effect;
use crate::ui::outbox;
use crate::ui::socket::{Listener, Way};
use crate::ui::state::ChatState;

impl Chat {
    /// Connects, and from then on keeps what is shown in step with the server, until the owner that
    /// this is called in goes. To be called once, in an `Effect` of the signed-in page, so that it
    /// happens in the browser only and after hydration. From then on, who wants to leave the page
    /// while something waits to be sent that only this tab has is asked.
    pub fn connect(self) {
        #[cfg(feature = "hydrate")]
        {
            use leptos::leptos_dom::helpers::window_event_listener_untyped;

            let socket = crate::ui::socket::Socket::open(self);
            let carrier = socket.clone();
            self.carrier.set_value(Some(std::sync::Arc::new(move |frame| carrier.carry(frame))));
            let unload = window_event_listener_untyped("beforeunload", move |event| {
                let is_only_here =
                    |state: &ChatState| state.list_unsent().any(|pending| pending.place.is_none());
                if self.read(is_only_here) == Some(true) {
                    event.prevent_default();
                }
            });
            let changed = move |kept| {
                self.write(|state| state.merge_outbox(kept));
                self.hand_over();
            };
            outbox::attend(self.me().id, changed, move |client_id, seq| {
                self.write(|state| state.settle(client_id, seq));
            });
            self.stand(false);
            on_cleanup(move || {
                socket.close();
                unload.remove();
                outbox::leave();
            });
        }
        let needs = Memo::new(move |_| self.state.with(ChatState::needs));
        effect(move || {
            self.link.track();
            self.meet_needs(needs.get());
        });
        effect(move || {
            self.state.track();
            self.work_off();
            if self.link.get() == Link::Live {
                self.watch_leader();
            }
            self.report();
        });
        let people = Memo::new(move |_| self.state.with(people_to_watch));
        effect(move || {
            let people = people.get();
            if self.link.get() == Link::Live {
                self.carry(ClientFrame::WatchPeople { people });
            }
        });
    }
}

impl Listener for Chat {
    fn known_up_to(&self) -> Option<Token> {
        self.read(|state| state.token().clone())
    }

    fn holds(&self) -> Vec<ConversationId> {
        self.read(ChatState::holds).unwrap_or_default()
    }

    fn hear(&self, frame: ServerFrame) {
        if let ServerFrame::Welcome { me, .. } = frame
            && self.is_of_another(me)
        {
            return;
        }
        if let ServerFrame::SendRefused { client_id, problem } = frame {
            return self.refused(client_id, problem);
        }
        let is_typed = matches!(frame, ServerFrame::Typed { .. });
        self.write(|state| state.apply(frame));
        if is_typed {
            self.end_typing_later();
        }
        self.work_off();
    }

    fn link_changed(&self, link: Link) {
        if link == Link::Live {
            self.connections.try_update_value(|connections| *connections += 1);
        } else if self.is_live() {
            self.write(ChatState::disconnected);
        }
        self.link.try_set(link);
        if link == Link::Live {
            self.tell_sender(|sender| sender.handed.clear());
            self.work_off();
            self.forget_reported();
        }
    }

    /// Asks over HTTP: is the session at an end, or the way barred for sockets? In the latter case
    /// the page at least stays fresh, and what was written goes out.
    async fn reaches(self) -> bool {
        let Ok(overview) = self.check(api::get_overview(0).await) else { return false };
        if self.is_of_another(overview.me.id) {
            return true;
        }
        self.write(|state| state.merge_overview(overview));
        self.empty_outbox();
        self.watch_leader();
        self.forget_reported();
        self.report();
        true
    }

    fn goes_by(&self, way: Way) {
        self.by_events.try_set(way == Way::Events);
    }

    fn looked_at(&self) {
        self.look_again();
        outbox::look();
    }

    fn session_ended(&self) {
        tab::go_to("/login");
    }
}

impl Chat {
    /// Whether somebody else has logged in, in another tab of this browser: then this page has no
    /// place any more.
    fn is_of_another(self, me: UserId) -> bool {
        let is_other = self.read(|state| state.me().id).is_some_and(|known| known != me);
        if is_other {
            tab::reload();
        }
        is_other
    }
}

/// Not in the sidebar's order, so that a message makes no new list of it.
fn people_to_watch(state: &ChatState) -> Vec<UserId> {
    let mut people = state.people_shown();
    people.truncate(WATCHED_PEOPLE_MAX);
    people
}
