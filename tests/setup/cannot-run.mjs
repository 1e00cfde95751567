// Says that something cannot be tested on this machine, and why, so that the runner can skip it with its reason.

/** The exit code of a suite that cannot run here; its last output line is the reason. */
export const CANNOT_RUN = 77;

/** Thrown where this machine lacks something that a person would have to provide. */
export class CannotRun extends Error {}
