/**
 * What runs: {@link org.duograph.plan.Plan} is a graph made ready to run on backends, {@link
 * org.duograph.plan.State} holds the variables that live from run to run, and {@link
 * org.duograph.plan.Plans} is the door by which a face of the engine comes in: it keeps plans by
 * the types of what they are fed. A state may have a parent; when that is frozen ({@link
 * org.duograph.plan.State#freeze}), threads share its variables.
 *
 * <p>What happens to a graph, from left to right; read the files in this order:
 *
 * <pre>
 *  Graph ---> Steps ----> Sharing ---> Slots ------> Binding -----> Stretches ----> run
 *   |  which backend,   what may be  where each    lanes, buffers,  kernels in a     |
 *   |  which layout,    written over value stands  kernels          row on one lane, |
 *   |  Reorder and Copy what         in the arena  ^                joined           |
 *   |                                of its lane   |                                 |
 * Placement                                    Residence &lt;---- State ----&gt; Residence
 * (what there is)                              (variables come in)          (and are published)
 * </pre>
 *
 * <ul>
 *   <li>{@code Steps}, written by {@code StepWriter}: each node on the backend that {@link
 *       org.duograph.plan.Placement} chooses, in the layouts that its blueprint asks for; a visible
 *       Reorder or Copy where two nodes disagree. A {@code Stand} is a value as it stands on one
 *       backend in one layout.
 *   <li>{@code Sharing}: which results are written over operands, and which operands stand in a
 *       result.
 *   <li>{@code Slots}: a pure function of the two. How long each value lives, and so where it
 *       stands in the arena of its lane; {@code Packing} does it for one arena. It prints.
 *   <li>{@code Residence}: the places of the variables, which the plan shares with the state.
 *   <li>{@code Binding}: opens a lane of each backend ({@code Lanes}), allocates the arenas and
 *       binds every step to its memory.
 *   <li>{@code Stretches}: joins the kernels of steps in a row on one lane; to run a plan is to run
 *       these. Between two Copies lanes of the processor may run side by side ({@code Abreast}), on
 *       the threads of a {@code Crew}.
 *   <li>{@link org.duograph.plan.PlanPrinter} shows the result.
 * </ul>
 *
 * <p>A node that has graphs among its attributes is a {@code SubPlan}: a loop becomes a graph of
 * one iteration ({@code LoweredLoop}), whose plan is run again and again ({@code LoopPlan}), an If
 * runs the plan of one of its branches ({@code BranchPlan}). Their variables stand in the memory of
 * the node's operands; where they can't, {@code Carrier} copies.
 *
 * <p>What does not live here: changes to the graph ({@code compile}), memory itself and kernels
 * ({@code backend}), where time goes ({@code measure}).
 */
package org.duograph.plan;
