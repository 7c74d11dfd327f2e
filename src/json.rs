//! Values as JSON: by the browser's own in a page, where a second one would be tens of kilobytes, elsewhere by serde_json.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a text holds.
///
/// # Errors
/// Where it is no JSON, or has other members or types than the value. The sentence is the parser's.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// What a text holds.
///
/// # Errors
/// Where it is no JSON, or has other members or types than the value. The sentence is the browser's.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let value = js_sys::JSON::parse(text).map_err(|error| {
        let error = js_sys::Error::from(error);
        String::from(error.message())
    })?;
    serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())
}

/// A value as JSON; None for what JSON has no form for, such as a map whose keys are no texts.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn write(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// A value as JSON; None for what JSON has no form for, such as a map whose keys are no texts.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn write(value: &impl Serialize) -> Option<String> {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    let text = js_sys::JSON::stringify(&value.serialize(&plain).ok()?);
    text.ok().map(String::from)
}
