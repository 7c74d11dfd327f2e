//! The GPU that tests run on.

use vae_lab::gpu::{Context, Gpu};

/// An executor on the GPU of this machine; none, with a sentence, where there is none. In CI there must be one.
pub fn gpu() -> Option<Gpu> {
    match Context::request_now() {
        Ok(context) => Some(Gpu::new(context)),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            eprintln!("SKIPPED: {error}");
            None
        }
    }
}
