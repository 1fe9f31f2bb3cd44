/**
 * Models of ONNX: {@link org.duograph.interop.onnx.OnnxModel} reads a file, {@link
 * org.duograph.interop.onnx.OnnxImporter} makes a graph of the core of it, {@link
 * org.duograph.interop.onnx.OnnxSession} runs it on arrays, {@link
 * org.duograph.interop.onnx.OnnxTestFolder} runs it on recorded ones and compares.
 *
 * <p>What an operator of ONNX means in operators of the core stands in one place, a {@code Rule}.
 * They live in families ({@code ConvRules}, {@code ReductionRules}, ...), and {@code Rules} lists
 * these. A rule writes a formula; shapes and types are known to it, and with them sequences,
 * optional values and functions vanish.
 *
 * <p>What does not live here: the operators themselves, and the graph once it is made, which is a
 * graph like others.
 *
 * <p>Read in this order: {@code OnnxModel}, {@code OnnxImporter}, {@code GraphLowerer}, {@code
 * NodeSite}, {@code Formula}, {@code ArithmeticRules}, {@code ConvRules}, {@code LoopRules}, {@code
 * OnnxSession}.
 */
package org.duograph.interop.onnx;
