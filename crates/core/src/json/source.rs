//! The decoder: asked for a shape, it hands over what a value or the key of an object holds.

use serde::de::{self, Expected, Unexpected, Visitor};
use serde_json::Value;

use super::Error;
use super::parts::{Entries, Parts, Variant};

/// What is read from: a value, or the key of an object.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Value(&'a Value),
    Key(&'a str),
}

enum Number {
    Whole(u64),
    Below(i64),
}

impl<'a> Source<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Value(value) => value.as_str(),
            Self::Key(key) => Some(key),
        }
    }

    #[inline(never)]
    fn whole(self) -> Option<Number> {
        let read = match self {
            Self::Value(value) => (value.as_u64(), value.as_i64()),
            Self::Key(key) => (key.parse().ok(), key.parse().ok()),
        };
        read.0.map(Number::Whole).or(read.1.map(Number::Below))
    }

    fn fraction(self) -> Option<f64> {
        match self {
            Self::Value(value) => value.as_f64(),
            Self::Key(key) => key.parse().ok(),
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self, Self::Value(Value::Null))
    }

    /// The parts of an array, or of an object in the order of these fields.
    pub(super) fn parts(self, fields: &'static [&'static str]) -> Option<Parts<'a>> {
        match self {
            Self::Value(Value::Array(elements)) => Some(Parts::Elements(elements.iter())),
            Self::Value(Value::Object(object)) => Some(Parts::Fields(object, fields.iter())),
            _ => None,
        }
    }

    /// Which variant it is, and what the variant holds.
    #[inline(never)]
    fn variant(self, variants: &'static [&'static str]) -> Result<Variant<'a>, Error> {
        let (name, holds) = match self {
            Self::Value(Value::Object(object)) if object.len() == 1 => {
                object.iter().next().map(|(name, holds)| (name.as_str(), Some(holds)))
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
            Self::Value(Value::Null) => Unexpected::Unit,
            Self::Value(Value::Bool(yes)) => Unexpected::Bool(*yes),
            Self::Value(Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Unexpected::Unsigned(number),
                (None, Some(number)) => Unexpected::Signed(number),
                (None, None) => Unexpected::Float(number.as_f64().unwrap_or_default()),
            },
            Self::Value(Value::String(text)) => Unexpected::Str(text),
            Self::Value(Value::Array(_)) => Unexpected::Seq,
            Self::Value(Value::Object(_)) => Unexpected::Map,
            Self::Key(key) => Unexpected::Str(key),
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
            Self::Value(Value::Null) => visitor.visit_unit(),
            Self::Value(Value::Bool(yes)) => visitor.visit_bool(*yes),
            Self::Value(Value::Number(number)) if number.is_f64() => self.deserialize_f64(visitor),
            Self::Value(Value::Number(_)) => self.deserialize_i64(visitor),
            Self::Value(Value::String(text)) => visitor.visit_str(text),
            Self::Value(Value::Array(_)) => self.deserialize_seq(visitor),
            Self::Value(Value::Object(_)) => self.deserialize_map(visitor),
            Self::Key(key) => visitor.visit_str(key),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Value(Value::Bool(yes)) => visitor.visit_bool(*yes),
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
        let Self::Value(Value::Array(elements)) = self else { return Err(self.is_no(&visitor)) };
        let mut parts = Parts::Elements(elements.iter());
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
            Self::Value(Value::Object(object)) => visitor.visit_map(Entries::of(object)),
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
