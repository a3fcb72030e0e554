//! A run that writes two hundred files is killed at random moments.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Tried;
use crate::folder::laid_out;
use crate::large::two_hundred_files;
use crate::program::{run, start};
use crate::random::Random;
use crate::sample::sampled;
use crate::truth::{Truth, pending};
use crate::workers::each;

/// How many moments are spread over the whole run, and as many over the part that writes.
const MOMENTS: usize = 125;

/// How many runs are measured.
const MEASURED: usize = 10;

/// After every how many of the kills that came before the first write the next run is tried as well.
const TRIED_UNTOUCHED: usize = 10;

/// Chosen once; `PLEXMGR_CRASH_SEED` takes its place.
const SEED: u64 = 20_261_122;

/// How long an undisturbed run takes beside another one, as in the trials.
struct Measured {
    /// Until its first write.
    reading: Duration,
    whole: Duration,
}

/// When a run is killed. How long it reads varies most, so half of the moments are counted from the
/// first write that is seen.
#[derive(Debug, Clone, Copy)]
enum Moment {
    AfterStart(Duration),
    AfterFirstWrite(Duration),
}

/// What the kills met.
#[derive(Default)]
struct Met {
    untouched: AtomicUsize,
    begun: AtomicUsize,
    ended: AtomicUsize,
}

/// Kills at 250 moments, or at half of them.
pub(crate) fn random_moments() -> Tried {
    let truth = Truth::of(two_hundred_files());
    assert!(truth.files_written() >= 200, "the household is too small");
    let seed = std::env::var("PLEXMGR_CRASH_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let measured = measured(&truth);
    let moments = sampled(moments(&measured, seed));
    let met = Met::default();
    let failures = each(&moments, |moment| {
        killed(&truth, *moment, &met).map_err(|failure| format!("{moment:?}: {failure}"))
    });
    let [untouched, begun, ended] =
        [met.untouched, met.begun, met.ended].map(AtomicUsize::into_inner);
    Tried {
        trials: moments.len(),
        what: "moments",
        remark: format!(
            " (seed {seed}) of a run of {} ms that writes after {} ms: {untouched} before the first \
             write, {begun} between it and the last, {ended} after the end",
            measured.whole.as_millis(),
            measured.reading.as_millis(),
        ),
        failures,
    }
}

/// As many moments of the whole run as of the part that writes.
fn moments(measured: &Measured, seed: u64) -> Vec<Moment> {
    let mut random = Random::new(seed);
    let mut within = |span: Duration| {
        let span = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(random.below(span.max(1)))
    };
    let writing = measured.whole - measured.reading;
    (0..MOMENTS)
        .flat_map(|_| {
            [
                Moment::AfterStart(within(measured.whole)),
                Moment::AfterFirstWrite(within(writing)),
            ]
        })
        .collect()
}

/// The medians of several runs.
fn measured(truth: &Truth) -> Measured {
    let times = Mutex::new(Vec::new());
    each(&[(); MEASURED], |()| {
        let folder = laid_out(&truth.case.files);
        let begun = Instant::now();
        let mut child = start(folder.path(), truth.case.arguments);
        let mut reading = None;
        while child
            .try_wait()
            .map_err(|error| error.to_string())?
            .is_none()
        {
            if reading.is_none() && writes(folder.path()) {
                reading = Some(begun.elapsed());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        let whole = begun.elapsed();
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        times.push((reading.unwrap_or(whole), whole));
        Ok(())
    });
    let times = times.into_inner().unwrap_or_else(PoisonError::into_inner);
    let median = |of: fn(&(Duration, Duration)) -> Duration| {
        let mut times: Vec<Duration> = times.iter().map(of).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    let whole = median(|(_, whole)| *whole);
    Measured {
        reading: median(|(reading, _)| *reading).min(whole),
        whole,
    }
}

/// Whether a run that found no store has begun to write one.
fn writes(household: &Path) -> bool {
    let entries = std::fs::read_dir(household.join("state"));
    entries.is_ok_and(|entries| entries.count() > 1)
}

fn killed(truth: &Truth, moment: Moment, met: &Met) -> Result<(), String> {
    let folder = laid_out(&truth.case.files);
    let (household, arguments) = (folder.path(), truth.case.arguments);
    let mut child = start(household, arguments);
    match moment {
        Moment::AfterStart(wait) => std::thread::sleep(wait),
        Moment::AfterFirstWrite(wait) => {
            while !writes(household) && child.try_wait().is_ok_and(|ended| ended.is_none()) {
                std::thread::sleep(Duration::from_micros(200));
            }
            std::thread::sleep(wait);
        }
    }
    let (killed, status) = (child.kill(), child.wait());
    killed.map_err(|error| error.to_string())?;
    let status = status.map_err(|error| error.to_string())?;
    if truth.is_untouched(household) {
        let count = met.untouched.fetch_add(1, Ordering::Relaxed);
        // The next run finds what an undisturbed one finds, beside a lock that nobody holds.
        if !count.is_multiple_of(TRIED_UNTOUCHED) {
            return Ok(());
        }
    } else if status.code().is_some() {
        met.ended.fetch_add(1, Ordering::Relaxed);
    } else {
        met.begun.fetch_add(1, Ordering::Relaxed);
    }
    truth.is_whole(household)?;
    let was_begun = pending(household)?.is_some();
    let again = run(household, arguments, None);
    if again.code != Some(0) || again.stderr.contains("was interrupted") != was_begun {
        return Err(format!("the next run does not make it good: {again:?}"));
    }
    truth.is_complete(household)
}
