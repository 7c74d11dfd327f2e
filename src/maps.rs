//! Maps by key.

use std::collections::BTreeMap;

/// A map of the entries. `collect` would sort them first, and each kind of map brings kilobytes of sorting to a page.
pub fn by_key<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}
