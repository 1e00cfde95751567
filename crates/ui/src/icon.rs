//! The icons, drawn inline; every one stands beside words or has words for screen readers.

use leptos::prelude::*;

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// An inbound call that was answered.
    Inbound,
    /// An outbound call.
    Outbound,
    /// An inbound call nobody took.
    Missed,
    /// A telephone.
    Phone,
    /// A note.
    Note,
    /// Settings.
    Settings,
    /// Needs a person.
    Unresolved,
    /// Search.
    Search,
    /// Copy.
    Copy,
    /// Opens a page.
    Open,
    /// Don't log.
    No,
    /// Takes back.
    Undo,
    /// Done.
    Check,
    /// Waits.
    Clock,
    /// Back.
    Back,
    /// Adds.
    Plus,
    /// Asks why.
    Why,
    /// Set by somebody else.
    Lock,
    /// Several at once.
    Several,
    /// Figures.
    Chart,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Inbound => "M13 3 4 12M4 6v6h6",
            Self::Outbound => "M3 13 12 4M6 4h6v6",
            Self::Missed => "M14 5 9 10 3 4M3 8V4h4M14 5v0",
            Self::Phone => "M4.5 2.5 6.8 5 5.6 6.8a8 8 0 0 0 3.6 3.6L11 9.2l2.5 2.3-1.2 2C8 14 2 8 2.5 3.700z",
            Self::Note => "M3 13l.7-3L10.500 3.200a1.600 1.600 0 0 1 2.300 2.300L6 12.300zM9.300 4.400l2.300 2.300",
            Self::Settings => "M2 5h7M12 5h2M2 11h2M7 11h7M9 3.500v3M7 9.500v3",
            Self::Unresolved => "M8 2 14.500 13.500h-13zM8 6.500v3.200M8 11.600v.1",
            Self::Search => "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14",
            Self::Copy => "M5.500 5.500h8v8h-8zM3 10.500H2.500v-8h8V3",
            Self::Open => "M9 2.500h4.500V7M13.500 2.500 7 9M6 3.500H2.500v10h10V10",
            Self::No => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM3.800 3.800l8.400 8.400",
            Self::Undo => "M5.500 2.500 2.500 5.500l3 3M3 5.500h6.500a4 4 0 0 1 0 8H6",
            Self::Check => "M3 8.500 6.500 12 13 4.500",
            Self::Clock => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.500V8l2.500 1.500",
            Self::Back => "M9.500 3 4.500 8l5 5",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Several => "M2 4.500 3.500 6 6 2.800M9 4.500h5M2 11.200l1.500 1.500L6 9.500M9 11.200h5",
            Self::Chart => "M2.500 13.500h11M4.500 11V8M8 11V3.500M11.500 11V6",
            Self::Lock => "M3.500 7.500h9v6h-9zM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500",
            Self::Why => {
                "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.200 6.300a1.900 1.900 0 1 1 2.700 1.800C8.200 8.400 8 8.800 8 9.300M8 11.300v.1"
            }
        }
    }
}

/// Draws a picture; it says nothing by itself.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=glyph.path() fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
    }
}
