//! What the browser tells the worker, as `extension/service-worker.js` hands it over.

use serde::Deserialize;

/// One event, in the order it came.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum BrowserEvent {
    /// The extension was installed or updated, or the browser was.
    Installed {
        /// `install`, `update`, `chrome_update` or `shared_module_update`.
        reason: String,
        /// The version before an update.
        #[serde(default)]
        previous_version: Option<String>,
    },
    /// A browser session of this profile began. Alarms are gone by then.
    Startup,
    /// A new version waits for the worker to end.
    UpdateAvailable {
        /// The version waiting.
        version: String,
    },
    /// An alarm rang.
    Alarm {
        /// The name it was set with.
        name: String,
        /// When it was due, in ms since the epoch; a sleeping machine rings late.
        scheduled_time: f64,
    },
    /// The person granted access to hosts.
    PermissionsAdded {
        /// Match patterns, such as `https://crm.example.com/*`.
        origins: Vec<String>,
    },
    /// The person took access to hosts away.
    PermissionsRemoved {
        /// Match patterns.
        origins: Vec<String>,
    },
    /// A tab began or finished loading, or changed its address.
    TabUpdated {
        /// The tab's id.
        tab: i32,
        /// `loading` or `complete`.
        #[serde(default)]
        status: Option<String>,
        /// The new address, where the person granted access to its host.
        #[serde(default)]
        url: Option<String>,
    },
    /// A tab was closed.
    TabRemoved {
        /// The tab's id.
        tab: i32,
    },
    /// A notification was clicked, outside its buttons.
    NotificationClicked {
        /// The id it was shown with.
        notification: String,
    },
    /// A button of a notification was clicked.
    NotificationButton {
        /// The id it was shown with.
        notification: String,
        /// 0 or 1.
        button: u32,
    },
    /// An administrator changed what the browser's policies set for this extension.
    ManagedChanged,
    /// A keyboard shortcut of the manifest was pressed.
    Command {
        /// Its name in the manifest.
        command: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The glue is JavaScript: each `kind` it sends has to be one Rust knows.
    #[test]
    fn every_event_of_the_service_worker_is_known() {
        let glue = include_str!("../../../extension/service-worker.js");
        let kinds: Vec<&str> = glue.split("kind: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(kinds.len(), 12, "{kinds:?}");
        for kind in kinds {
            let everything = json!({
                "kind": kind, "reason": "install", "version": "1", "name": "wake", "scheduledTime": 1.5, "origins": [], "tab": 1,
                "notification": "n", "button": 0, "command": "c"
            });
            assert!(serde_json::from_value::<BrowserEvent>(everything).is_ok(), "{kind}");
        }
    }

    #[test]
    fn a_tab_without_our_permission_has_no_address() {
        let event = serde_json::from_value::<BrowserEvent>(json!({"kind": "tabUpdated", "tab": 7, "status": "complete"}));
        assert_eq!(event.ok(), Some(BrowserEvent::TabUpdated { tab: 7, status: Some("complete".into()), url: None }));
    }
}
