/**
 * The workspace face: {@link org.duograph.workspace.Workspace} holds blobs and runs nets, in
 * Caffe2's words and with Caffe2's files.
 *
 * <p>A net is a list of operators that read and write named blobs. The way of one: {@code Nets} has
 * it checked ({@code NetCheck}) and made ready ({@code NetRunner}); {@code NetPlanner} has it
 * lowered (package {@code lower}) and planned over the tensors ({@link org.duograph.plan.Plans}).
 * Operators that deal with the world outside (package {@code host}) are nodes of its graph as all
 * others are. A class here uses only those that come after it in this list: {@code Predictor},
 * {@code Workspace}, {@code Inspection}, {@code PlanRunner}, {@code Nets}, {@code NetRunner},
 * {@code NetPlanner}, {@code NetCheck}, {@code Blobs}.
 *
 * <p>What does not live here: how nets are written ({@code net}, {@code model}), read and saved
 * ({@code io}), lowered ({@code lower}), drawn ({@code draw}).
 */
package org.duograph.workspace;
