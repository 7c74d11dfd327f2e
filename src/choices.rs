//! Enums whose variants have stable names: the words of options, links and files.

/// An enum of named variants; `choices!` implements it.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every variant; the first is the default.
    const ALL: &'static [Self];
    /// The names of the variants, in the same order.
    const NAMES: &'static [&'static str];

    /// The variant's name.
    fn name(self) -> &'static str;

    /// The variant of a name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|choice| choice.name() == name)
    }
}

/// Declares enums with a name for each variant; the first variant is the default.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $crate::choices::Choice for $name {
            const ALL: &'static [Self] = &[$($name::$variant),*];
            const NAMES: &'static [&'static str] = &[$($word),*];

            fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::choices::Choice::name(*self))
            }
        }

        impl Default for $name {
            fn default() -> Self {
                <Self as $crate::choices::Choice>::ALL[0]
            }
        }
    )*};
}
pub(crate) use choices;
