//! The browser's surface, for a Web Worker. There are two kinds of binary: on the CPU [`Lab`](lab::Lab), a thin shell
//! around a session, and on the GPU [`Trainer`](trainer::Trainer), which makes training steps in its place. Numbers
//! cross as typed arrays (always copies: a view would dangle when memory grows), options and metrics as plain
//! objects. Whatever is refused is thrown as `{ code, params, message }` and has changed nothing.

mod convert;
#[cfg(not(feature = "gpu"))]
mod lab;
#[cfg(not(feature = "gpu"))]
mod results;
#[cfg(feature = "gpu")]
mod trainer;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

type Result<T = JsValue> = std::result::Result<T, crate::refusal::Refused>;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Makes panics readable: they are printed to the console, and the instance is lost.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
}
