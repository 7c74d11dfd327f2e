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
    let mut output = Bindgen::new()
        .input_path(file)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .generate_output()?;
    for function in output.wasm_mut().funcs.iter_mut() {
        function.name = function.name.as_deref().map(by_trait);
    }
    output.emit(folder)?;
    Ok(())
}

/// `<Type as Trait>::name` with the trait first. `wasm-opt` orders functions by their names, and gzip finds most in
/// common between those of one trait.
fn by_trait(name: &str) -> String {
    let parts = || {
        let (path, function) = name.strip_prefix('<')?.rsplit_once(">::")?;
        let (of, implemented) = path.split_once(" as ")?;
        Some(format!("{implemented}::{function} {of}"))
    };
    parts().unwrap_or_else(|| name.to_owned())
}
