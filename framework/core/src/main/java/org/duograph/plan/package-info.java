/**
 * What runs: {@link org.duograph.plan.Plan} is a graph made ready to run on backends, and {@link
 * org.duograph.plan.State} holds the variables that live from run to run.
 *
 * <p>Faces come in by {@link org.duograph.plan.Plans}, which keeps plans by the types of what they
 * are fed. A state may have a parent; when that is frozen ({@link org.duograph.plan.State#freeze}),
 * threads share its variables. {@code Residence} moves variables in and out of a plan.
 *
 * <p>A plan is made in three steps: {@code PlanBuilder} walks over the graph, chooses a backend for
 * each node ({@link org.duograph.plan.Placement}), lets it choose layouts, and puts a visible
 * Reorder or Copy where two nodes disagree; {@link org.duograph.plan.MemoryPlanner} gives each
 * value a slot of one arena, which others may have at other times; {@code PlanBinder} allocates the
 * arena and binds kernels to the slots. {@link org.duograph.plan.PlanPrinter} shows the result.
 * {@link org.duograph.plan.Profile} shows where its time goes, beside {@link
 * org.duograph.plan.Roof}, the best that the machine can do.
 *
 * <p>What does not live here: changes to the graph ({@code compile}), memory itself and kernels
 * ({@code backend}).
 */
package org.duograph.plan;
