//! The formats for reviews: Markdown and GitHub Actions, as the binary writes them.

mod annotations;
mod example;
mod privacy;
mod runner;
mod secrets;
mod workflow;
