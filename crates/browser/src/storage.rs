//! chrome.storage for credentials and the little that must be there before the store is: one typed value per key.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::js::{BrowserError, from_js, to_js};

#[wasm_bindgen]
extern "C" {
    /// `chrome.storage.StorageArea`.
    #[derive(Debug, Clone)]
    type StorageArea;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = session)]
    static SESSION: StorageArea;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = local)]
    static LOCAL: StorageArea;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = managed)]
    static MANAGED: StorageArea;

    #[wasm_bindgen(method, js_name = get, catch)]
    async fn get_all(this: &StorageArea) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = get, catch)]
    async fn get_key(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = set, catch)]
    async fn set_items(this: &StorageArea, items: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = remove, catch)]
    async fn remove_key(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = setAccessLevel, catch)]
    async fn set_access_level(this: &StorageArea, level: &JsValue) -> Result<JsValue, JsValue>;
}

/// Where a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// In memory, until the browser ends: access tokens.
    Session,
    /// On the disk: refresh tokens and personal keys.
    Local,
}

impl Area {
    /// Keeps every content script and sandboxed page out; to be called at each start of the worker.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn seal(self) -> Result<(), BrowserError> {
        let level = js_sys::Object::new();
        js_sys::Reflect::set(&level, &"accessLevel".into(), &"TRUSTED_CONTEXTS".into())?;
        self.area().set_access_level(&level).await?;
        Ok(())
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// When it has another shape than asked for.
    pub async fn get<T: DeserializeOwned>(self, key: &str) -> Result<Option<T>, BrowserError> {
        let items = self.area().get_key(key).await?;
        match js_sys::Reflect::get(&items, &key.into())? {
            absent if absent.is_undefined() => Ok(None),
            value => Ok(Some(from_js(value)?)),
        }
    }

    /// Replaces the value of a key.
    ///
    /// # Errors
    /// When the quota is reached.
    pub async fn set(self, key: &str, value: &impl Serialize) -> Result<(), BrowserError> {
        let items = js_sys::Object::new();
        js_sys::Reflect::set(&items, &key.into(), &to_js(value)?)?;
        self.area().set_items(&items).await?;
        Ok(())
    }

    /// Forgets a key; one that is absent is no error.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn remove(self, key: &str) -> Result<(), BrowserError> {
        self.area().remove_key(key).await?;
        Ok(())
    }

    fn area(self) -> StorageArea {
        match self {
            Self::Session => SESSION.with(Clone::clone),
            Self::Local => LOCAL.with(Clone::clone),
        }
    }
}

/// All an administrator set for this extension by the browser's policies, as `managed_schema.json` names it; empty where nothing is.
///
/// # Errors
/// When the browser has not read its policies yet, or they have another shape than asked for.
pub async fn managed<T: DeserializeOwned>() -> Result<T, BrowserError> {
    from_js(MANAGED.with(Clone::clone).get_all().await?)
}
