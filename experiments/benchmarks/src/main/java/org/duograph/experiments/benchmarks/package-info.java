/**
 * How close each kernel comes to the best that the machine can do.
 *
 * <p>Read {@link org.duograph.experiments.benchmarks.Timed} (one step of a plan, or a whole one,
 * and what it costs), {@link org.duograph.experiments.benchmarks.Layers} and {@link
 * org.duograph.experiments.benchmarks.Nets} (the graphs), a class of benchmarks such as {@link
 * org.duograph.experiments.benchmarks.ConvBenchmark}, and {@link
 * org.duograph.experiments.benchmarks.Benchmarks}, which runs them and writes the page.
 *
 * <p>{@link org.duograph.experiments.benchmarks.Feeding} measures something else: whether data
 * pipelines ({@link org.duograph.experiments.benchmarks.Pipelines}) keep a training busy.
 *
 * <p>{@link org.duograph.experiments.benchmarks.FirstStep} measures how long a program takes until
 * it has trained for one step, and until it is at full speed.
 *
 * <p>{@link org.duograph.experiments.benchmarks.Int8Inference} measures numbers of 8 bits against
 * single precision.
 *
 * <p>{@link org.duograph.experiments.benchmarks.SlowSteps} lists the operators that nets meet and
 * that a fast backend has no kernel for.
 *
 * <p>What does not live here: comparisons with other frameworks.
 */
package org.duograph.experiments.benchmarks;
