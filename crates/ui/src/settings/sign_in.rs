//! The last step: a key and what else the platform asks for, or its own page. Secrets stay in their fields until they are sent.

use callscribe_core::order::OrdMap;
use callscribe_core::question::{PlatformOffer, Secret, SignInField, SignInWay};
use leptos::html::Input;
use leptos::prelude::*;

use super::add_server::{ServerState, sign_in};
use crate::parts::{Field, doing, live};
use crate::text::t;

/// What the chosen platform asks for.
#[component]
pub fn SignInPart(state: ServerState, platform: PlatformOffer) -> impl IntoView {
    let hostname = platform.asks_hostname.then(|| {
        view! {
            <Field id="server-hostname" label=t("field_hostname", &[]) hint=t("hostname_hint", &[])>
                <input
                    id="server-hostname"
                    type="text"
                    autocomplete="off"
                    prop:value=live(move || state.asked.get().hostname)
                    on:input=doing(move |event| state.change(|a| a.hostname = event_target_value(&event)))
                />
            </Field>
        }
    });
    let way = match platform.sign_in.clone() {
        SignInWay::ApiKey { fields } => view! { <ByKey state platform fields /> }.into_any(),
        SignInWay::OAuth => {
            let words = t("oauth_words", &[&platform.name]);
            let start = move |_| sign_in(state, platform.clone(), Secret(String::new()), OrdMap::new(), || ());
            view! {
                <p class="muted">{words}</p>
                <div class="actions"><button class="primary" on:click=doing(start)>{t("do_sign_in_tab", &[])}</button></div>
            }
            .into_any()
        }
    };
    view! { {hostname}{way} }
}

#[component]
fn ByKey(state: ServerState, platform: PlatformOffer, fields: Vec<SignInField>) -> impl IntoView {
    let key = NodeRef::<Input>::new();
    let further: Vec<(SignInField, NodeRef<Input>)> = fields.into_iter().map(|field| (field, NodeRef::new())).collect();
    let inputs =
        further.iter().map(|(field, node)| secret_field(&format!("server-field-{}", field.name), &field.title, "", *node)).collect_view();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let additional = further.iter().map(|(field, node)| (field.name.clone(), Secret(typed(*node)))).collect();
        let all: Vec<NodeRef<Input>> = further.iter().map(|(_, node)| *node).chain([key]).collect();
        sign_in(state, platform.clone(), Secret(typed(key)), additional, move || all.iter().for_each(|node| clear(*node)));
    };
    view! {
        <form class="sign-in" on:submit=doing(submit)>
            {secret_field("server-key", &t("field_key", &[]), "", key)}
            {inputs}
            <div class="actions"><button type="submit" class="primary">{t("do_sign_in", &[])}</button></div>
        </form>
    }
}

/// A field whose text nobody else sees: not kept, not shown, not completed.
pub fn secret_field(id: &str, label: &str, hint: &str, node: NodeRef<Input>) -> AnyView {
    let id = id.to_owned();
    view! {
        <Field id=id.clone() label=label.to_owned() hint=hint.to_owned()>
            <input id=id type="password" autocomplete="off" node_ref=node />
        </Field>
    }
    .into_any()
}

/// What was typed into such a field.
pub fn typed(node: NodeRef<Input>) -> String {
    node.get_untracked().map(|input| input.value()).unwrap_or_default()
}

/// Empties it.
pub fn clear(node: NodeRef<Input>) {
    if let Some(input) = node.try_get_untracked().flatten() {
        input.set_value("");
    }
}
