//! Lays the states of an automaton down in few bytes: those that digits lead to often by a number, the others by how far they are away.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

use super::automaton::Automaton;

/// Sets of digits that are written in one byte, and states that many digits lead to.
const USUAL: usize = 255;
const FAVOURITES: usize = 64;
/// States so near are a byte away.
const NEAR: usize = 30;

/// The bytes of all states, and where each begins.
pub struct States {
    pub bytes: Vec<u8>,
    /// The sets of digits and the places that bytes stand for.
    pub tables: Vec<u8>,
    places: HashMap<usize, usize>,
}

impl States {
    /// Each state behind all those it leads to; the first is where nothing leads on.
    pub fn of(automaton: &Automaton) -> Result<Self> {
        let edges: Vec<Vec<(u16, usize)>> = automaton.next.iter().map(edges).collect();
        let all = || edges.iter().flatten();
        let mut writing = Writing {
            automaton,
            usual: often(all().map(|(digits, _)| *digits), USUAL),
            favourites: often(all().map(|(_, to)| *to), FAVOURITES),
            edges: &edges,
            states: Self { bytes: Vec::new(), tables: Vec::new(), places: HashMap::new() },
        };
        for state in 0..edges.len() {
            writing.write(state)?;
        }
        let Writing { usual, favourites, mut states, .. } = writing;
        let favourites = favourites.iter().map(|state| u16::try_from(states.place(*state)?).context("the states have too many bytes"));
        let favourites = favourites.collect::<Result<Vec<_>>>()?;
        let padded = |values: Vec<u16>, size| values.into_iter().chain(std::iter::repeat(0)).take(size).flat_map(u16::to_le_bytes);
        states.tables = padded(usual, USUAL).chain(padded(favourites, FAVOURITES)).collect();
        Ok(states)
    }

    /// Where a state begins.
    pub fn place(&self, state: usize) -> Result<usize> {
        self.places.get(&state).copied().context("a state that was not laid down")
    }
}

/// The digits that lead to each state; what leads nowhere is left out.
fn edges(next: &[usize; 10]) -> Vec<(u16, usize)> {
    let mut edges: Vec<(u16, usize)> = Vec::new();
    for (digit, to) in next.iter().enumerate().filter(|(_, to)| **to != 0) {
        match edges.iter_mut().find(|(_, known)| known == to) {
            Some((digits, _)) => *digits |= 1 << digit,
            None => edges.push((1 << digit, *to)),
        }
    }
    edges
}

/// The most frequent values, in the same order whenever they are counted.
fn often<T: Copy + Ord + std::hash::Hash>(values: impl Iterator<Item = T>, most: usize) -> Vec<T> {
    let mut counts = HashMap::new();
    values.for_each(|value| *counts.entry(value).or_insert(0_usize) += 1);
    let mut counted: Vec<(usize, T)> = counts.into_iter().map(|(value, count)| (count, value)).collect();
    counted.sort_by(|(one, value), (other, another)| other.cmp(one).then(value.cmp(another)));
    counted.into_iter().map(|(_, value)| value).take(most).collect()
}

struct Writing<'a> {
    automaton: &'a Automaton,
    edges: &'a [Vec<(u16, usize)>],
    usual: Vec<u16>,
    favourites: Vec<usize>,
    states: States,
}

impl Writing<'_> {
    fn write(&mut self, state: usize) -> Result<()> {
        if self.states.places.contains_key(&state) {
            return Ok(());
        }
        let edges = self.edges;
        for (_, to) in edges[state].iter().filter(|(_, to)| *to != state) {
            self.write(*to)?;
        }
        let place = self.states.bytes.len();
        self.states.places.insert(state, place);
        let taken = u8::from(self.automaton.takes[state]) << 7;
        self.states.bytes.push(taken | u8::try_from(edges[state].len())?);
        for (digits, to) in &edges[state] {
            match self.usual.iter().position(|usual| usual == digits) {
                Some(usual) => self.states.bytes.push(usual as u8),
                None => self.states.bytes.extend([&[USUAL as u8], &digits.to_le_bytes()[..]].concat()),
            }
            self.write_target(place, *to)?;
        }
        Ok(())
    }

    fn write_target(&mut self, from: usize, to: usize) -> Result<()> {
        let bytes = match self.favourites.iter().position(|favourite| *favourite == to) {
            Some(favourite) => vec![favourite as u8],
            None => match from - self.states.place(to)? {
                near @ 1..NEAR => vec![(FAVOURITES + near) as u8],
                far => {
                    let high = FAVOURITES + NEAR + (far >> 8);
                    ensure!(far > 0 && high <= 0xFF, "a state is {far} bytes away");
                    vec![high as u8, far as u8]
                }
            },
        };
        self.states.bytes.extend(bytes);
        Ok(())
    }
}
