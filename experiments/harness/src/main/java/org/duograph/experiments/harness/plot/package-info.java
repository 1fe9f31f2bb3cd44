/**
 * Plots as SVG text, for the reports: lines and bars with error bars, in light and dark.
 *
 * <p>Read {@link org.duograph.experiments.harness.plot.LinePlot} and {@link
 * org.duograph.experiments.harness.plot.BarPlot} first, then what both share: {@link
 * org.duograph.experiments.harness.plot.Axis}, {@link org.duograph.experiments.harness.plot.Style}
 * and {@code Frame}.
 *
 * <p>Every plot has a title and a description that screen readers speak; the same numbers belong in
 * a table beside it. What does not live here: what is plotted.
 */
package org.duograph.experiments.harness.plot;
