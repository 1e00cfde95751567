//! The decoder: asked for a shape, it hands over what a value or the key of an object holds.

use serde::de::{self, Expected, Unexpected, Visitor};

use super::Error;
use super::flat::Node;
use super::parts::{Entries, Fields, Parts, Row, Variant};

/// What is read from: a value with all it contains, or the key of an object.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Value(&'a [Node<'a>]),
    Key(&'a str),
}

enum Number {
    Whole(u64),
    Below(i64),
}

impl<'a> Source<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Value([Node::Text(text)]) => Some(text),
            Self::Value(_) => None,
            Self::Key(key) => Some(key),
        }
    }

    #[inline(never)]
    fn whole(self) -> Option<Number> {
        match self {
            Self::Value([Node::Whole(number)]) => Some(Number::Whole(*number)),
            Self::Value([Node::Below(number)]) => Some(Number::Below(*number)),
            Self::Value(_) => None,
            Self::Key(key) => key.parse().map(Number::Whole).or_else(|_| key.parse().map(Number::Below)).ok(),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn fraction(self) -> Option<f64> {
        match (self, self.whole()) {
            (Self::Value([Node::Fraction(number)]), _) => Some(*number),
            (Self::Value(_), whole) => whole.map(|number| match number {
                Number::Whole(number) => number as f64,
                Number::Below(number) => number as f64,
            }),
            (Self::Key(key), _) => key.parse().ok(),
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self, Self::Value([Node::Null]))
    }

    /// The parts of an array, or of an object in the order of these fields.
    pub(super) fn parts(self, fields: &'static [&'static str]) -> Option<Parts<'a>> {
        match self {
            Self::Value([Node::Array(_), elements @ ..]) => Some(Parts::Elements(Row(elements))),
            Self::Value([Node::Object(_), entries @ ..]) => Some(Parts::Fields(Fields::of(Row(entries)), fields.iter())),
            _ => None,
        }
    }

    /// Which variant it is, and what the variant holds.
    #[inline(never)]
    fn variant(self, variants: &'static [&'static str]) -> Result<Variant<'a>, Error> {
        let (name, holds) = match self {
            Self::Value([Node::Object(_), Node::Text(name), held @ ..]) if held.first().is_some_and(|first| first.size() == held.len()) => {
                Some((&**name, Some(held)))
            }
            _ => self.text().map(|name| (name, None)),
        }
        .ok_or_else(|| self.is_no(&"an enum"))?;
        let index = variants.iter().position(|variant| *variant == name);
        let index = index.ok_or_else(|| de::Error::unknown_variant(name, variants))?;
        Ok(Variant { index, holds })
    }

    #[cold]
    #[inline(never)]
    pub(super) fn is_no(self, expected: &dyn Expected) -> Error {
        let found = match self {
            Self::Key(key) => Unexpected::Str(key),
            Self::Value(nodes) => match nodes.first() {
                None | Some(Node::Null) => Unexpected::Unit,
                Some(Node::Bool(yes)) => Unexpected::Bool(*yes),
                Some(Node::Whole(number)) => Unexpected::Unsigned(*number),
                Some(Node::Below(number)) => Unexpected::Signed(*number),
                Some(Node::Fraction(number)) => Unexpected::Float(*number),
                Some(Node::Text(text)) => Unexpected::Str(text),
                Some(Node::Array(_)) => Unexpected::Seq,
                Some(Node::Object(_)) => Unexpected::Map,
            },
        };
        de::Error::invalid_type(found, expected)
    }
}

macro_rules! as_number {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.whole() {
                Some(Number::Whole(number)) => visitor.visit_u64(number),
                Some(Number::Below(number)) => visitor.visit_i64(number),
                None => Err(self.is_no(&visitor)),
            }
        })*
    };
}

macro_rules! as_text {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.text() {
                Some(text) => visitor.visit_str(text),
                None => Err(self.is_no(&visitor)),
            }
        })*
    };
}

macro_rules! as_fraction {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.fraction() {
                Some(number) => visitor.visit_f64(number),
                None => Err(self.is_no(&visitor)),
            }
        })*
    };
}

macro_rules! as_it_is {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.deserialize_any(visitor)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Source<'_> {
    type Error = Error;

    as_number! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    as_fraction! { deserialize_f32 deserialize_f64 }
    as_text! { deserialize_char deserialize_str deserialize_string deserialize_identifier }
    as_it_is! { deserialize_bytes deserialize_byte_buf }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Key(_) | Self::Value([Node::Text(_)]) => self.deserialize_str(visitor),
            Self::Value([Node::Bool(yes)]) => visitor.visit_bool(*yes),
            Self::Value([Node::Whole(_) | Node::Below(_)]) => self.deserialize_i64(visitor),
            Self::Value([Node::Fraction(_)]) => self.deserialize_f64(visitor),
            Self::Value([Node::Array(_), ..]) => self.deserialize_seq(visitor),
            Self::Value([Node::Object(_), ..]) => self.deserialize_map(visitor),
            Self::Value(_) => visitor.visit_unit(),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Value([Node::Bool(yes)]) => visitor.visit_bool(*yes),
            _ => Err(self.is_no(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_null() { visitor.visit_unit() } else { Err(self.is_no(&visitor)) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Self::Value([Node::Array(_), elements @ ..]) = self else { return Err(self.is_no(&visitor)) };
        let mut parts = Parts::Elements(Row(elements));
        let read = visitor.visit_seq(&mut parts)?;
        parts.are_all_read().map(|()| read)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Value([Node::Object(_), entries @ ..]) => visitor.visit_map(Entries::of(Row(entries))),
            _ => Err(self.is_no(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        match self.parts(fields) {
            Some(mut parts) => visitor.visit_seq(&mut parts),
            None => Err(self.is_no(&visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, variants: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        visitor.visit_enum(self.variant(variants)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}
