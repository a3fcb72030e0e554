//! Whole stories of a household: what was recorded before payments were imported, and what comes afterwards.
