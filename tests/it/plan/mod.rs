//! What is decided for which records and which answers of Plex.

mod absence;
mod doubts;
mod guards;
mod household;
mod imports;
mod matching;
mod order;
mod servers;
mod successors;
mod updates;
