//! What a value is made of: the elements of an array, the fields and entries of an object, the variant of an enum.

use std::slice::Iter;

use serde::de::{self, DeserializeSeed, Visitor};

use super::Error;
use super::flat::Node;
use super::source::Source;

/// Values, one behind another.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(pub(super) &'a [Node<'a>]);

impl<'a> Row<'a> {
    /// The next value, with what it contains.
    fn next(&mut self) -> Option<&'a [Node<'a>]> {
        let (value, rest) = self.0.split_at_checked(self.0.first()?.size())?;
        self.0 = rest;
        Some(value)
    }

    /// The next key and its value.
    pub(super) fn entry(&mut self) -> Option<(&'a str, &'a [Node<'a>])> {
        let [Node::Text(key)] = self.next()? else { return None };
        Some((key, self.next()?))
    }
}

/// Parts in the order they are asked for.
pub(super) enum Parts<'a> {
    /// As they stand in an array.
    Elements(Row<'a>),
    /// One for each field; an absent one is none, and the next is asked for all the same.
    Fields(Fields<'a>, Iter<'static, &'static str>),
}

/// The entries of an object as the fields of a type. Mostly they stand in the order they are asked for, so a search begins where the last
/// one ended.
pub(super) struct Fields<'a> {
    all: Row<'a>,
    left: Row<'a>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(all: Row<'a>) -> Self {
        Self { all, left: all }
    }

    fn get(&mut self, name: &str) -> Option<&'a [Node<'a>]> {
        [self.left, self.all].into_iter().find_map(|mut from| {
            let value = loop {
                let (key, value) = from.entry()?;
                if key == name {
                    break value;
                }
            };
            self.left = from;
            Some(value)
        })
    }
}

impl<'a> Parts<'a> {
    #[inline(never)]
    fn next(&mut self) -> Option<&'a [Node<'a>]> {
        match self {
            Self::Elements(left) => left.next(),
            Self::Fields(fields, left) => fields.get(left.next()?),
        }
    }

    /// An array longer than what it was read into is something else.
    #[inline(never)]
    pub(super) fn are_all_read(mut self) -> Result<(), Error> {
        if self.next().is_some() { Err(de::Error::custom("more than expected")) } else { Ok(()) }
    }
}

impl<'de> de::SeqAccess<'de> for &mut Parts<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        match self.next() {
            Some(value) => seed.deserialize(Source::Value(value)).map(Some),
            None => Ok(None),
        }
    }
}

/// The entries of an object that is a map.
pub(super) struct Entries<'a> {
    left: Row<'a>,
    value: &'a [Node<'a>],
}

impl<'a> Entries<'a> {
    pub(super) fn of(left: Row<'a>) -> Self {
        Self { left, value: &[] }
    }

    #[inline(never)]
    fn next(&mut self) -> Option<&'a str> {
        let (key, value) = self.left.entry()?;
        self.value = value;
        Some(key)
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        match self.next() {
            Some(key) => seed.deserialize(Source::Key(key)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Source::Value(self.value))
    }
}

/// A variant: which one it is among those there are, and what it holds.
pub(super) struct Variant<'a> {
    pub(super) index: usize,
    pub(super) holds: Option<&'a [Node<'a>]>,
}

/// The number of a variant, which is less code to tell apart than its name.
struct Index(usize);

impl<'de> de::Deserializer<'de> for Index {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(self.0 as u64)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> de::EnumAccess<'de> for Variant<'_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        Ok((seed.deserialize(Index(self.index))?, self))
    }
}

impl<'a> Variant<'a> {
    fn held(&self) -> Source<'a> {
        Source::Value(self.holds.unwrap_or(&[Node::Null]))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        if self.held().is_null() { Ok(()) } else { Err(self.held().is_no(&"unit variant")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        match self.holds {
            Some(held) => seed.deserialize(Source::Value(held)),
            None => Err(de::Error::custom("expected newtype variant")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        de::Deserializer::deserialize_seq(self.held(), visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        match self.held().parts(fields) {
            Some(mut parts) => visitor.visit_seq(&mut parts),
            None => Err(self.held().is_no(&visitor)),
        }
    }
}
