//! The GPU that tests run on.

use vae_lab::gpu::{Context, Gpu, Style};

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

/// The same with kernels of one style, where the GPU has what they need.
pub fn gpu_with(style: Style) -> Option<Gpu> {
    let context = gpu()?.context().clone();
    if style == Style::Direct && !context.has_subgroups() {
        eprintln!("SKIPPED: {} has no subgroups", context.name());
        return None;
    }
    Some(Gpu::with_style(context, style))
}
