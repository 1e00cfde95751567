//! Draws the mark of the extension: a blue rounded square with a white C that ends in the tail of a speech bubble.

use std::fs;

use anyhow::Result;

use crate::workspace::Workspace;

/// Pixels of the icons the manifest names.
const SIZES: [u32; 4] = [16, 32, 48, 128];
const BLUE: [u8; 3] = [0x35, 0x54, 0xd1];

/// Everything below is measured in a square of 128.
const SIDE: f64 = 128.0;
const CORNER: f64 = 28.0;
const CENTRE: (f64, f64) = (66.0, 60.0);
const RADIUS: f64 = 31.0;
const STROKE: f64 = 17.0;
/// Half of the C's opening, to the right, in radians.
const OPENING: f64 = 0.76;
const TAIL: [(f64, f64); 3] = [(31.0, 62.0), (27.0, 107.0), (62.0, 91.0)];

/// Each pixel is the average of this many points squared.
const SAMPLES: u32 = 8;

/// Writes `static/icons/icon-SIZE.png`, and `icon.svg` with the same shapes.
pub fn run(workspace: &Workspace) -> Result<()> {
    let directory = workspace.root.join("static/icons");
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("icon.svg"), svg())?;
    for size in SIZES {
        fs::write(directory.join(format!("icon-{size}.png")), png(size)?)?;
    }
    Ok(())
}

fn png(size: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size, size);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&pixels(size))?;
    Ok(bytes)
}

fn pixels(size: u32) -> Vec<u8> {
    (0..size * size).flat_map(|at| pixel(at % size, at / size, SIDE / f64::from(size))).collect()
}

/// Colour and opacity of the pixel at column `x` and row `y`, each pixel `scale` wide.
fn pixel(x: u32, y: u32, scale: f64) -> [u8; 4] {
    let within = |step: u32| (f64::from(step) + 0.5) / f64::from(SAMPLES);
    let (mut square, mut mark) = (0_u32, 0_u32);
    for sample in 0..SAMPLES * SAMPLES {
        let point = ((f64::from(x) + within(sample % SAMPLES)) * scale, (f64::from(y) + within(sample / SAMPLES)) * scale);
        square += u32::from(in_square(point));
        mark += u32::from(in_ring(point) || in_tail(point));
    }
    let share = |count: u32, of: u32| f64::from(count) / f64::from(of.max(1));
    let white = share(mark, square);
    let [r, g, b] = BLUE.map(|blue| (f64::from(blue) + (255.0 - f64::from(blue)) * white).round() as u8);
    [r, g, b, (share(square, SAMPLES * SAMPLES) * 255.0).round() as u8]
}

fn in_square((x, y): (f64, f64)) -> bool {
    let (dx, dy) = ((x - SIDE / 2.0).abs(), (y - SIDE / 2.0).abs());
    let inner = SIDE / 2.0 - CORNER;
    dx.max(dy) <= SIDE / 2.0 && ((dx - inner).max(0.0)).hypot((dy - inner).max(0.0)) <= CORNER
}

/// The C: a ring open to the right, with round ends.
fn in_ring(point: (f64, f64)) -> bool {
    let (dx, dy) = (point.0 - CENTRE.0, point.1 - CENTRE.1);
    let on_ring = (dx.hypot(dy) - RADIUS).abs() <= STROKE / 2.0 && dy.atan2(dx).abs() >= OPENING;
    on_ring || ends().iter().any(|end| (point.0 - end.0).hypot(point.1 - end.1) <= STROKE / 2.0)
}

/// Where the C ends, above and below its opening.
fn ends() -> [(f64, f64); 2] {
    [-OPENING, OPENING].map(|angle| (CENTRE.0 + RADIUS * angle.cos(), CENTRE.1 + RADIUS * angle.sin()))
}

fn in_tail(point: (f64, f64)) -> bool {
    let side = |a: (f64, f64), b: (f64, f64)| (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0);
    let [a, b, c] = TAIL;
    let sides = [side(a, b), side(b, c), side(c, a)];
    let hole = (point.0 - CENTRE.0).hypot(point.1 - CENTRE.1) < RADIUS;
    !hole && (sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0))
}

fn svg() -> String {
    let [(x1, y1), (x2, y2)] = ends();
    let [(ax, ay), (bx, by), (cx, cy)] = TAIL;
    let blue = format!("#{:02x}{:02x}{:02x}", BLUE[0], BLUE[1], BLUE[2]);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\">\n  \
         <rect width=\"{SIDE}\" height=\"{SIDE}\" rx=\"{CORNER}\" fill=\"{blue}\"/>\n  \
         <path d=\"M{ax} {ay} {bx} {by} {cx} {cy}z\" fill=\"#fff\"/>\n  \
         <path d=\"M{x1:.1} {y1:.1}A{RADIUS} {RADIUS} 0 1 0 {x2:.1} {y2:.1}\" fill=\"{blue}\" stroke=\"#fff\" stroke-width=\"{STROKE}\" stroke-linecap=\"round\"/>\n\
         </svg>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icons_kept_are_the_icons_drawn() -> Result<()> {
        let directory = Workspace::find()?.root.join("static/icons");
        for size in SIZES {
            assert_eq!(fs::read(directory.join(format!("icon-{size}.png")))?, png(size)?, "icon-{size}.png");
        }
        assert_eq!(fs::read_to_string(directory.join("icon.svg"))?, svg());
        Ok(())
    }
}
