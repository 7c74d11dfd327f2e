//! The command-line tool: trains and evaluates natively, with the engine and the session of the page.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(&cli::command().get_matches()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
