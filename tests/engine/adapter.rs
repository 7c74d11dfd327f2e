//! The GPU that tests run on. Where it is software, SwiftShader makes kernels in a third of the time that Mesa's llvmpipe takes,
//! and runs them several times slower.

use vae_lab::executor::ExecutorError;
use vae_lab::gpu::{Context, Gpu};

/// An executor on the GPU of this machine, for tests of many kernels; none, with a sentence, where there is none. In CI there
/// must be one.
pub fn gpu() -> Option<Gpu> {
    executor(Context::request_now_or("SwiftShader"))
}

/// The same, for tests that run a few kernels often.
pub fn enduring_gpu() -> Option<Gpu> {
    executor(Context::request_now_or("llvmpipe"))
}

fn executor(context: Result<Context, ExecutorError>) -> Option<Gpu> {
    match context {
        Ok(context) => Some(Gpu::new(context)),
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            eprintln!("SKIPPED: {error}");
            None
        }
    }
}
