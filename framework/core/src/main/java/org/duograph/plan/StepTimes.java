package org.duograph.plan;

/**
 * When the steps of one run began and how long they took, in the order of the steps.
 *
 * @param begins nanoseconds since the run began
 * @param nanos nanoseconds that each step took
 */
public record StepTimes(long[] begins, long[] nanos) {}
