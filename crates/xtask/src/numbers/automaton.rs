//! Patterns as automata over digits: made deterministic, combined, and all of them together made as small as they can be.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use anyhow::{Result, ensure};

use super::pattern::Step;

/// Longer national numbers are none (libphonenumber's `MAX_LENGTH_FOR_NSN`).
const LONGEST: usize = 17;

/// A deterministic automaton; its first state is where it starts.
#[derive(Clone)]
pub struct Automaton {
    /// Where each digit leads to from each state.
    pub next: Vec<[usize; 10]>,
    /// Whether digits that lead to each state are taken.
    pub takes: Vec<bool>,
}

impl Automaton {
    /// Takes what fits the whole pattern.
    pub fn whole(steps: &[Step]) -> Result<Self> {
        Self::of(steps, false)
    }

    /// Takes what begins with something that fits the pattern.
    pub fn beginning(steps: &[Step]) -> Result<Self> {
        Self::of(steps, true)
    }

    /// Takes nothing.
    pub fn nothing() -> Self {
        Self { next: vec![[0; 10]], takes: vec![false] }
    }

    fn of(steps: &[Step], beginning: bool) -> Result<Self> {
        ensure!(!steps.contains(&Step::End), "only prefixes may ask for the end of a number");
        let fits = |at: &BTreeSet<usize>| at.iter().any(|step| steps[*step] == Step::Fits);
        let follow = |at: &BTreeSet<usize>, digit: usize| {
            if beginning && fits(at) {
                return at.clone();
            }
            let taking = at.iter().filter(|step| matches!(steps[**step], Step::Digit(digits) if digits & 1 << digit != 0));
            taking.fold(BTreeSet::new(), |mut reached, step| {
                reach(steps, step + 1, &mut reached);
                reached
            })
        };
        let mut start = BTreeSet::new();
        reach(steps, 0, &mut start);
        Ok(explore(start, follow, fits))
    }

    /// Takes what `takes` says of the numbers of digits and of which of the `parts` take them; nothing longer than a number can be.
    pub fn combined(parts: &[Self], takes: impl Fn(usize, &[bool]) -> bool) -> Self {
        let start = (0, vec![0; parts.len()]);
        let follow = |(length, at): &(usize, Vec<usize>), digit: usize| {
            let next = parts.iter().zip(at).map(|(part, at)| part.next[*at][digit]).collect();
            ((length + 1).min(LONGEST + 1), next)
        };
        let taken = |(length, at): &(usize, Vec<usize>)| {
            let each: Vec<bool> = parts.iter().zip(at).map(|(part, at)| part.takes[*at]).collect();
            *length <= LONGEST && takes(*length, &each)
        };
        explore(start, follow, taken).small()
    }

    /// The same with as few states as it can have.
    fn small(&self) -> Self {
        let classes = classes(&self.next, &self.takes);
        // The start keeps its place: classes are numbered in the order of the states.
        let count = classes.iter().max().map_or(0, |last| last + 1);
        let mut small = Self { next: vec![[0; 10]; count], takes: vec![false; count] };
        for (state, class) in classes.iter().enumerate() {
            small.next[*class] = self.next[state].map(|to| classes[to]);
            small.takes[*class] = self.takes[state];
        }
        small
    }
}

fn reach(steps: &[Step], at: usize, reached: &mut BTreeSet<usize>) {
    match steps[at] {
        Step::Either(one, other) => [one, other].into_iter().for_each(|at| reach(steps, at, reached)),
        Step::Jump(to) => reach(steps, to, reached),
        Step::Save(_) => reach(steps, at + 1, reached),
        Step::Digit(_) | Step::Fits | Step::End => {
            reached.insert(at);
        }
    }
}

/// All states that can be reached, numbered from the start.
fn explore<S: Clone + Eq + Hash>(start: S, follow: impl Fn(&S, usize) -> S, takes: impl Fn(&S) -> bool) -> Automaton {
    let mut numbers = HashMap::from([(start.clone(), 0)]);
    let mut states = vec![start];
    let mut automaton = Automaton { next: Vec::new(), takes: Vec::new() };
    let mut at = 0;
    while at < states.len() {
        let state = states[at].clone();
        automaton.takes.push(takes(&state));
        automaton.next.push(std::array::from_fn(|digit| {
            let next = follow(&state, digit);
            *numbers.entry(next.clone()).or_insert_with(|| {
                states.push(next);
                states.len() - 1
            })
        }));
        at += 1;
    }
    automaton
}

/// The class of each state: two have the same where no digits tell them apart. Numbered in the order of the states.
fn classes(next: &[[usize; 10]], takes: &[bool]) -> Vec<usize> {
    let mut classes: Vec<usize> = takes.iter().map(|takes| usize::from(*takes)).collect();
    let mut count = 0;
    loop {
        let mut numbers = HashMap::new();
        let refined: Vec<usize> = (0..next.len())
            .map(|state| {
                let fresh = numbers.len();
                *numbers.entry((classes[state], next[state].map(|to| classes[to]))).or_insert(fresh)
            })
            .collect();
        classes = refined;
        if numbers.len() == count {
            return classes;
        }
        count = numbers.len();
    }
}

/// Several automata in one, which share whatever states they have alike.
#[derive(Default)]
pub struct Shared {
    all: Vec<(usize, Automaton)>,
    states: usize,
}

impl Shared {
    /// Adds an automaton and says which it is.
    pub fn add(&mut self, automaton: &Automaton) -> usize {
        self.all.push((self.states, automaton.small()));
        self.states += self.all.last().map_or(0, |(_, one)| one.next.len());
        self.all.len() - 1
    }

    /// The states of all, and where each automaton starts.
    pub fn small(&self) -> (Automaton, Vec<usize>) {
        let next: Vec<[usize; 10]> =
            self.all.iter().flat_map(|(first, one)| one.next.iter().map(move |next| next.map(|to| first + to))).collect();
        let takes: Vec<bool> = self.all.iter().flat_map(|(_, one)| one.takes.iter().copied()).collect();
        let starts = classes(&next, &takes);
        let small = Automaton { next, takes }.small();
        (small, self.all.iter().map(|(first, _)| starts[*first]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::steps;
    use super::*;

    fn takes(automaton: &Automaton, from: usize, digits: &str) -> bool {
        automaton.takes[digits.bytes().fold(from, |state, digit| automaton.next[state][usize::from(digit - b'0')])]
    }

    #[test]
    fn an_automaton_takes_what_its_pattern_fits_also_beside_others() -> Result<()> {
        let table: [(&str, &[&str], &[&str]); 2] = [
            (r"^(?:[2-9]\d{2}|3\d)$", &["200", "31", "311"], &["", "20", "100", "2000"]),
            (r"^(?:1(?:2|3[4-6])?)$", &["1", "12", "134"], &["13", "2", "137", "122"]),
        ];
        let mut shared = Shared::default();
        for (pattern, taken, others) in table {
            let alone = Automaton::whole(&steps(pattern)?)?;
            let at = shared.add(&alone);
            let (all, starts) = shared.small();
            for (automaton, from) in [(&alone, 0), (&all, starts[at])] {
                assert!(taken.iter().all(|digits| takes(automaton, from, digits)), "{pattern}");
                assert!(!others.iter().any(|digits| takes(automaton, from, digits)), "{pattern}");
            }
        }
        assert!(Automaton::whole(&steps("^(?:(12)$|3)$")?).is_err(), "the end of a number is asked for by prefixes alone");
        Ok(())
    }

    #[test]
    fn a_number_of_a_region_begins_with_its_digits_and_is_no_longer_than_any() -> Result<()> {
        let begins = Automaton::beginning(&steps(r"^(?:87|9)$")?)?;
        assert!(["87", "875", "9"].iter().all(|digits| takes(&begins, 0, digits)));
        assert!(!["8", "78", ""].iter().any(|digits| takes(&begins, 0, digits)));
        let short = Automaton::combined(&[begins], |length, taken| taken[0] && length != 3);
        assert!(takes(&short, 0, "87") && !takes(&short, 0, "875") && takes(&short, 0, "8755"));
        assert!(takes(&short, 0, &"9".repeat(LONGEST)) && !takes(&short, 0, &"9".repeat(LONGEST + 1)));
        Ok(())
    }
}
