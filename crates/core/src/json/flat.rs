//! A JSON text in one list: every value is followed by what it contains, and strings stay where they stand in the text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// A value, or the key of one, in the list.
#[derive(Debug)]
pub(super) enum Node<'t> {
    Null,
    Bool(bool),
    /// A number from 0 up.
    Whole(u64),
    /// A number below 0.
    Below(i64),
    Fraction(f64),
    Text(Cow<'t, str>),
    /// So many nodes are its elements and what they contain.
    Array(usize),
    /// So many nodes are its entries, each a key and its value.
    Object(usize),
}

impl Node<'_> {
    /// How many nodes it is, with what it contains.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Array(within) | Self::Object(within) => 1 + within,
            _ => 1,
        }
    }
}

/// The value that is read, at the beginning of its list.
#[inline(never)]
pub(super) fn flat<'t, D: Deserializer<'t>>(read: D) -> Result<Vec<Node<'t>>, D::Error> {
    let mut nodes = Vec::new();
    Next(&mut nodes).deserialize(read)?;
    Ok(nodes)
}

/// Puts what is read behind what was.
struct Next<'n, 't>(&'n mut Vec<Node<'t>>);

impl<'t> Next<'_, 't> {
    fn put<E>(self, node: Node<'t>) -> Result<(), E> {
        self.0.push(node);
        Ok(())
    }
}

impl<'t> DeserializeSeed<'t> for Next<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, read: D) -> Result<(), D::Error> {
        read.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Next<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(Node::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<(), E> {
        self.put(Node::Bool(yes))
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.put(Node::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.put(u64::try_from(number).map_or(Node::Below(number), Node::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.put(Node::Fraction(number))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<(), E> {
        self.put(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.put(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut elements: A) -> Result<(), A::Error> {
        let at = self.0.len();
        self.0.push(Node::Array(0));
        while elements.next_element_seed(Next(self.0))?.is_some() {}
        self.0[at] = Node::Array(self.0.len() - at - 1);
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut entries: A) -> Result<(), A::Error> {
        let at = self.0.len();
        self.0.push(Node::Object(0));
        while entries.next_key_seed(Next(self.0))?.is_some() {
            entries.next_value_seed(Next(self.0))?;
        }
        self.0[at] = Node::Object(self.0.len() - at - 1);
        Ok(())
    }
}
