/**
 * Models on small devices: reads {@code .tflite} files and runs them, in float32 and int8, with
 * nothing but Java 8 and {@code java.base}.
 *
 * <pre>{@code
 * Model model = Model.read(Paths.get("lenet.tflite"));
 * Interpreter lite = new Interpreter(model);
 * float[] scores = lite.run(pixels);
 * }</pre>
 *
 * <p>What does not live here: how such files are made, which needs the whole engine ({@code
 * org.duograph.lite.convert}).
 *
 * <p>Read in this order: {@code org.duograph.lite.model}, {@code MemoryPlan}, {@code Interpreter},
 * {@code org.duograph.lite.kernel}.
 */
package org.duograph.lite;
