//! `bindgen FILE FOLDER`: writes the JavaScript package of a wasm binary, as `wasm-bindgen --target web` does.
//!
//! The library alone: the tool that wasm-bindgen ships also has an HTTP server and a WebDriver client for its test runner.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [file, folder] = &arguments[..] else {
        return Err("usage: bindgen FILE FOLDER".into());
    };
    Bindgen::new()
        .input_path(file)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .generate(folder)?;
    Ok(())
}
