"""Several items worked on at a time, answered in their order: threads, or forked processes."""
