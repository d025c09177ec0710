//! The table and the plot in `docs/`.

use std::fmt::Write;
use std::time::Duration;

use super::driver::{Outcome, Run, quantile};

/// What one scenario came to.
pub struct Figures {
    pub name: &'static str,
    /// Visits a second when as many come as can be served.
    pub capacity: f64,
    /// CPU of ours for one visit.
    pub cpu: Duration,
    /// At seven tenths of the capacity.
    pub steady: Run,
    /// How long each answer took meanwhile.
    pub answers: Vec<Duration>,
    /// Resident memory afterwards, in KiB.
    pub resident_kib: u64,
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1000.0)
}

/// One line a scenario.
pub fn table(all: &[Figures]) -> String {
    let mut table = "| scenario | visits a second, at most | CPU of ours a visit | requests a visit | p50 | p99 | p99.9 | p99 of an answer | asked to come back | failed | resident |\n\
                     |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
        .to_owned();
    for Figures { name, capacity, cpu, steady, answers, resident_kib } in all {
        let visits = steady.visits.len().max(1) as f64;
        let [half, most, nearly_all] = [0.5, 0.99, 0.999].map(|share| milliseconds(steady.quantile(share)));
        let _ = writeln!(
            table,
            "| {name} | {capacity:.0} | {} ms | {:.1} | {half} ms | {most} ms | {nearly_all} ms | {} ms | {:.1} % | {} | {} MiB |",
            format_args!("{:.2}", cpu.as_secs_f64() * 1000.0),
            answers.len() as f64 / visits,
            milliseconds(quantile(answers.clone(), 0.99)),
            steady.turned_away() as f64 / visits * 100.0,
            steady.failed(),
            resident_kib / 1024
        );
    }
    table
}

/// Visits of each second, by how they ended.
fn per_second(run: &Run, outcome: Outcome, seconds: usize) -> Vec<f64> {
    let mut counts = vec![0.0; seconds];
    for visit in run.visits.iter().filter(|visit| visit.outcome == outcome) {
        let ended = (visit.due + visit.latency).as_secs_f64() as usize;
        if let Some(count) = counts.get_mut(ended) {
            *count += 1.0;
        }
    }
    counts
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 320.0;
const MARGIN: f64 = 48.0;

/// The ramp: what was offered, served and turned away in every second.
pub fn plot(run: &Run, offered: impl Fn(Duration) -> f64, lasts: Duration) -> String {
    let seconds = lasts.as_secs_f64().ceil() as usize;
    let offered: Vec<f64> =
        (0..seconds).map(|at| offered(Duration::from_secs_f64(at as f64 + 0.5))).collect();
    let most = offered.iter().copied().fold(1.0, f64::max) * 1.1;
    let line = |values: &[f64]| {
        let points = values.iter().enumerate().map(|(at, value)| {
            let x = MARGIN + (at as f64 + 0.5) / seconds as f64 * (WIDTH - 2.0 * MARGIN);
            let y = HEIGHT - MARGIN - value / most * (HEIGHT - 2.0 * MARGIN);
            format!("{x:.1},{y:.1}")
        });
        points.collect::<Vec<_>>().join(" ")
    };
    let served = per_second(run, Outcome::Served, seconds);
    let turned_away = per_second(run, Outcome::TurnedAway, seconds);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Results day: three times as many candidates as can be served, and back</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for part in 0..=4 {
        let value = most / 1.1 * f64::from(part) / 4.0;
        let y = HEIGHT - MARGIN - value / most * (HEIGHT - 2.0 * MARGIN);
        let _ = writeln!(
            svg,
            "<path d=\"M{MARGIN} {y:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.0}</text>",
            WIDTH - MARGIN,
            MARGIN - 6.0,
            y + 4.0
        );
    }
    let lines = [
        ("offered", &offered, "#666", "4 4"),
        ("served", &served, "#0b6e4f", ""),
        ("asked to come back", &turned_away, "#b3541e", "1 3"),
    ];
    for (at, (name, values, colour, dashes)) in lines.into_iter().enumerate() {
        let x = MARGIN + 170.0 * at as f64;
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>\n\
             <path d=\"M{x} 22h28\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/><text x=\"{}\" y=\"26\">{name}</text>",
            line(values),
            x + 34.0
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">candidates a second, over {seconds} seconds</text>\n</svg>",
        WIDTH / 2.0,
        HEIGHT - 14.0
    );
    svg
}
