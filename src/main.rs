//! The command-line tool: trains and evaluates natively, with the engine and the session of the page.

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;
    match cli::run(&cli::command().get_matches()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// In wasm there is no command line; the engine's tests there only need the crate to build.
#[cfg(target_arch = "wasm32")]
fn main() {}
