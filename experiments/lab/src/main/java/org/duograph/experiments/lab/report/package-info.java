/**
 * The report of the experiments: one page, and the same numbers as JSON and CSV.
 *
 * <p>Read {@link org.duograph.experiments.lab.report.Report} first: it makes {@code Results} of the
 * kept measurements and lets each part of the report write its {@code Section}s: {@code Goals},
 * {@code Claims}, {@code TimeAndMemory} (Tables 2 and 3), {@code Depth} (Figures 2 and 3), {@code
 * Throughput}, {@code Learning}, {@code Costs} and {@code Setting}. {@code Table} and {@code Grid}
 * say how numbers become tables and plots, {@code Spread} and {@code Ratio} how many measurements
 * become one number, {@code Paper} of the harness holds the numbers that are not ours.
 *
 * <p>What is not here: measuring. A number that is not among the measurements is shown as missing.
 */
package org.duograph.experiments.lab.report;
