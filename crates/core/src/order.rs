//! Sorting, maps and sets in little code: whatever is sorted, the sorting itself is compiled once, and a map is a sorted list.
//!
//! The standard library's sort and trees are compiled anew for each type they are used with, some ten kilobytes a time. What is kept
//! here is small: an agent's open entries, integrations, the parties of a call. A list of them is as quick as a tree.

mod map;
mod set;

use std::cmp::Ordering;

pub use map::{Entry, OrdMap};
pub use set::OrdSet;

/// Stable sorting of slices.
pub trait InOrder<T> {
    /// Puts the elements in the order of this comparison.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// Puts the elements in the order of their keys.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.order_by(|one, other| key(one).cmp(&key(other)));
    }

    /// Puts the elements in their own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> InOrder<T> for [T] {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let places = places(self.len(), &|one, other| compare(&self[one], &self[other]));
        for at in 0..places.len() {
            let mut from = places[at];
            // What stood there before may have been moved on.
            while from < at {
                from = places[from];
            }
            self.swap(at, from);
        }
    }
}

/// Where the elements of each place come from, once they are in order.
#[inline(never)]
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_order_is_the_one_of_the_standard_library(mut numbers: Vec<(u8, u16)>) {
            let mut expected = numbers.clone();
            expected.sort_by_key(|(key, _)| *key);
            numbers.order_by_key(|(key, _)| *key);
            prop_assert_eq!(&numbers, &expected);

            expected.sort();
            numbers.order();
            prop_assert_eq!(&numbers, &expected);
        }

        #[test]
        fn a_map_holds_what_the_one_of_the_standard_library_holds(all: Vec<(u8, u16)>, more: Vec<(u8, u16)>, gone: Vec<u8>) {
            let (mut map, mut tree): (OrdMap<_, _>, BTreeMap<_, _>) = (all.iter().copied().collect(), all.into_iter().collect());
            for (key, value) in more {
                prop_assert_eq!(map.get(&key), tree.get(&key));
                prop_assert_eq!(map.insert(key, value), tree.insert(key, value));
                let (next, counted) = (key.wrapping_add(1), value.wrapping_add(1));
                *map.entry(next).or_default() = counted;
                *tree.entry(next).or_default() = counted;
            }
            for key in gone {
                prop_assert_eq!(map.remove(&key), tree.remove(&key));
                prop_assert_eq!(map.contains_key(&key), tree.contains_key(&key));
            }
            prop_assert_eq!(serde_json::to_string(&map).ok(), serde_json::to_string(&tree).ok());
            prop_assert!(map.into_iter().eq(tree));
        }

        #[test]
        fn a_set_holds_what_the_one_of_the_standard_library_holds(all: Vec<u8>, more: Vec<u8>, gone: Vec<u8>) {
            let (mut set, mut tree): (OrdSet<_>, BTreeSet<_>) = (all.iter().copied().collect(), all.into_iter().collect());
            for one in more {
                prop_assert_eq!(set.insert(one), tree.insert(one));
            }
            for one in gone {
                prop_assert_eq!(set.remove(&one), tree.remove(&one));
                prop_assert_eq!(set.contains(&one), tree.contains(&one));
            }
            prop_assert_eq!((set.first(), set.last()), (tree.first(), tree.last()));
            prop_assert!(set.into_iter().eq(tree));
        }
    }
}
