//! The choices of one integration: policies (F4), log once (I5), another tool's logs (G9), call pop (I8).

use callscribe_core::choices::{CallPop, Choices as Chosen, ManyAssociations, ManyContacts, NoContact, PopMany};
use callscribe_core::command::Command;
use callscribe_core::entry::LogEntry;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::views::unresolved::{all_entries, policies_act_on};
use leptos::prelude::*;

use super::controls::place_of;
use super::{Choice, Switch};
use crate::app::App;
use crate::parts::{Field, When, doing, dynamic, live, memo};
use crate::text::{count, t};
use crate::{desk, shelf};

const MANY: [ManyContacts; 4] = [ManyContacts::Ask, ManyContacts::LatestActivity, ManyContacts::FirstByName, ManyContacts::CreatedFirst];
const BEHIND: [ManyAssociations; 3] = [ManyAssociations::Ask, ManyAssociations::NewestOpen, ManyAssociations::None];
const POPS: [CallPop; 4] = [CallPop::Never, CallPop::OnRing, CallPop::OnAnswer, CallPop::OnDial];
const POP_MANY: [PopMany; 3] = [PopMany::Ask, PopMany::OpenAll, PopMany::None];

/// What an integration's choices are shown by and changed with.
#[derive(Debug, Clone, Copy)]
struct Of {
    app: App,
    id: StoredValue<IntegrationId>,
    this: Memo<Option<Integration>>,
}

impl Of {
    fn get<T>(self, part: impl Fn(&Chosen) -> T) -> Option<T> {
        self.this.with(|i| i.as_ref().map(|i| part(&i.choices)))
    }

    /// Shown at once, and kept by the worker.
    fn change(self, change: impl FnOnce(&mut Chosen)) {
        let id = self.id.get_value();
        let changed = self.app.choose(|frame| {
            let integration = frame.integrations.iter_mut().find(|i| i.id == id)?;
            change(&mut integration.choices);
            Some(integration.choices.clone())
        });
        if let Some(choices) = changed {
            desk::command(Command::SetChoices { integration: self.id.get_value(), choices: Box::new(choices) });
        }
    }

    /// An element's id, of this integration.
    fn named(self, name: &str) -> String {
        self.id.with_value(|id| format!("{name}-{}", id.as_str()))
    }
}

/// All of them, folded up.
#[component]
pub fn Choices(id: StoredValue<IntegrationId>, this: Memo<Option<Integration>>) -> impl IntoView {
    let of = Of { app: App::get(), id, this };
    let can_once = move || of.this.with(|i| i.as_ref().is_some_and(|i| i.capabilities.update && !i.is_address_book()));
    let tells_of_others = move || of.this.with(|i| i.as_ref().is_some_and(Integration::tells_of_others));
    let has_pages = move || of.this.with(|i| i.as_ref().is_some_and(|i| !i.is_address_book()));
    view! {
        <details class="choices">
            <summary>{t("choices_label", &[])}</summary>
            <div class="folded">
                <Policies of />
                <When is=can_once>
                    <Switch
                        label=t("once_label", &[])
                        words=t("once_words", &[])
                        on=move || of.get(|c| c.log_once).unwrap_or_default()
                        set=move |on| of.change(|c| c.log_once = on)
                    />
                </When>
                <When is=tells_of_others otherwise=|| view! { <p class="muted">{t("others_absent", &[])}</p> }>
                    <Switch
                        label=t("others_label", &[])
                        words=t("others_words", &[])
                        on=move || of.get(|c| c.look_for_others).unwrap_or_default()
                        set=move |on| of.change(|c| c.look_for_others = on)
                    />
                </When>
                <When is=has_pages><Pop of /></When>
            </div>
        </details>
    }
}

/// What is done without asking (F4).
#[component]
fn Policies(of: Of) -> impl IntoView {
    let prefix = move || {
        of.get(|c| match &c.policies.no_contact {
            NoContact::Ask => None,
            NoContact::Placeholder { prefix } => Some(prefix.clone()),
        })
        .flatten()
    };
    let makes = memo(move || prefix().is_some());
    let set_no_contact = move |at: usize| {
        let placeholder = || NoContact::Placeholder { prefix: t("placeholder_prefix", &[]) };
        of.change(|c| c.policies.no_contact = if at == 0 { NoContact::Ask } else { placeholder() });
    };
    let set_prefix = move |event| {
        let prefix = event_target_value(&event).trim().to_owned();
        of.change(|c| c.policies.no_contact = NoContact::Placeholder { prefix });
    };
    let ask = || t("policy_ask", &[]);
    view! {
        <Choice
            id=of.named("no-contact")
            label=t("policy_no_contact", &[])
            words=t("policy_no_contact_words", &[])
            options=vec![ask(), t("policy_placeholder", &[])]
            chosen=move || usize::from(makes.get())
            set=set_no_contact
        />
        <When is=makes>
            <Field id=of.named("prefix") label=t("prefix_label", &[]) hint=t("prefix_words", &[])>
                <input id=of.named("prefix") dir="auto" autocomplete="off" prop:value=live(move || prefix().unwrap_or_default()) on:change=doing(set_prefix) />
            </Field>
        </When>
        <Choice
            id=of.named("many-contacts")
            label=t("policy_many_contacts", &[])
            words=t("policy_many_contacts_words", &[])
            options=vec![ask(), t("policy_latest", &[]), t("policy_by_name", &[]), t("policy_created", &[])]
            chosen=move || of.get(|c| place_of(&MANY, &c.policies.many_contacts)).unwrap_or_default()
            set=move |at: usize| of.change(|c| c.policies.many_contacts = MANY[at])
        />
        <Choice
            id=of.named("many-associations")
            label=t("policy_many_associations", &[])
            words=t("policy_many_associations_words", &[])
            options=vec![ask(), t("policy_newest_open", &[]), t("policy_none", &[])]
            chosen=move || of.get(|c| place_of(&BEHIND, &c.policies.many_associations)).unwrap_or_default()
            set=move |at: usize| of.change(|c| c.policies.many_associations = BEHIND[at])
        />
        <ApplyToWaiting of />
    }
}

/// "Apply to N": a new policy acts on what waits already only when asked to (F5).
#[component]
fn ApplyToWaiting(of: Of) -> impl IntoView {
    let unresolved = shelf::live(|| shelf::find::<LogEntry>(all_entries()));
    let waiting =
        memo(move || unresolved.with(|all| of.this.with(|i| all.as_ref().zip(i.as_ref()).map_or(0, |(all, i)| policies_act_on(all, i)))));
    let apply = move |_| {
        desk::command(Command::ApplyPolicies(of.id.get_value()));
        of.app.say(t("said_applied", &[]));
    };
    view! {
        <When is=move || { waiting.get() > 0 }>
            <div class="actions">
                <button on:click=doing(apply)>{dynamic(move || count(waiting.get() as u64, "apply_one", "apply_many"))}</button>
            </div>
        </When>
    }
}

/// When a contact's page opens by itself (I8).
#[component]
fn Pop(of: Of) -> impl IntoView {
    view! {
        <Choice
            id=of.named("pop")
            label=t("pop_label", &[])
            words=t("pop_words", &[])
            options=vec![t("pop_never", &[]), t("pop_ring", &[]), t("pop_answer", &[]), t("pop_dial", &[])]
            chosen=move || of.get(|c| place_of(&POPS, &c.call_pop)).unwrap_or_default()
            set=move |at: usize| of.change(|c| c.call_pop = POPS[at])
        />
        <Choice
            id=of.named("pop-many")
            label=t("pop_many_label", &[])
            words=t("pop_many_words", &[])
            options=vec![t("pop_many_ask", &[]), t("pop_many_all", &[]), t("pop_many_none", &[])]
            chosen=move || of.get(|c| place_of(&POP_MANY, &c.pop_many)).unwrap_or_default()
            set=move |at: usize| of.change(|c| c.pop_many = POP_MANY[at])
        />
        <Switch
            label=t("open_created_label", &[])
            words=t("open_created_words", &[])
            on=move || of.get(|c| c.open_created).unwrap_or_default()
            set=move |on| of.change(|c| c.open_created = on)
        />
    }
}
