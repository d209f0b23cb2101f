//! What was measured, as a picture.

use std::path::Path;

use plotters::prelude::*;

use crate::peer::{Failed, LIBRARIES};
use crate::report::Series;

const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 90, 181),
    RGBColor(120, 120, 120),
    RGBColor(170, 170, 170),
    RGBColor(220, 130, 30),
    RGBColor(240, 190, 90),
    RGBColor(160, 60, 120),
    RGBColor(90, 150, 90),
];
const ROW: i32 = 14;
const LEFT: i32 = 300;
const WIDE: i32 = 420;
const LONGEST: f64 = 4.0;

/// Draws the seconds on the clock of each library as a bar, relata's being one.
pub(crate) fn draw(path: &Path, all: &[Series]) -> Result<(), Failed> {
    let rows: i32 = all
        .iter()
        .map(|series| series.medians.len() as i32 * ROW + ROW * 2)
        .sum();
    let size = ((LEFT + WIDE + 90) as u32, (rows + 50) as u32);
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let text = |size: i32| ("sans-serif", size).into_font();
    let title = "Time on the clock, relata = 1; shorter is better";
    root.draw(&Text::new(title, (10, 10), text(15)))?;
    let one = LEFT + (f64::from(WIDE) / LONGEST) as i32;
    root.draw(&PathElement::new(
        vec![(one, 34), (one, rows + 34)],
        BLACK.mix(0.3),
    ))?;
    let mut y = 40;
    for series in all {
        root.draw(&Text::new(series.title(), (10, y), text(13)))?;
        y += ROW;
        let base = series
            .medians
            .first()
            .map_or(1.0, |(_, cost)| cost.wall.as_secs_f64());
        for (name, cost) in &series.medians {
            let ratio = cost.wall.as_secs_f64() / base;
            let right = LEFT + (f64::from(WIDE) * ratio.min(LONGEST) / LONGEST) as i32;
            let colour = LIBRARIES
                .iter()
                .position(|library| library.name == *name)
                .and_then(|at| COLOURS.get(at))
                .unwrap_or(&BLACK);
            root.draw(&Text::new(*name, (LEFT - 110, y + 1), text(11)))?;
            root.draw(&Rectangle::new(
                [(LEFT, y), (right, y + ROW - 3)],
                colour.filled(),
            ))?;
            root.draw(&Text::new(
                format!("{ratio:.2}"),
                (right + 4, y + 1),
                text(11),
            ))?;
            y += ROW;
        }
        y += ROW;
    }
    root.present()?;
    Ok(())
}
