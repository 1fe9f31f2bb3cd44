/**
 * Models of layers in the manner of Keras 2.3, made of public verbs of the session face.
 *
 * <pre>{@code
 * Sequential model = new Sequential(dense(128, "relu").inputShape(784), dense(10, "softmax"));
 * model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
 * model.fit(images, labels, epochs(5), validation(others, theirLabels));
 * }</pre>
 *
 * <p>{@code Keras} has the verbs for a static import: layers, optimizers, options of fit,
 * callbacks. A {@code Sequential} or {@code Model} is a {@code Network} of layers; compiled, it has
 * an {@code Objective}: a loss, metrics and a step, in a graph of the session face, beside the net
 * that is used. {@code model.graph()}, {@code model.session()} and {@code model.loss()} are open:
 * who wants more than this goes on there.
 *
 * <p>Read {@code Keras}, {@code Sequential}, {@code Model}, {@code Network}, {@code Compiled},
 * {@code Objective}; then {@code Losses}, {@code Metrics}, {@code Optimizers}, {@code Feeding},
 * {@code Summary}, {@code KerasBar}, {@code ModelFile}.
 *
 * <p>What does not live here: layers ({@code layer}), and the loop over epochs and its listeners
 * ({@code org.duograph.training}).
 */
package org.duograph.keras;
