/**
 * Nodes of a message before they become operations: their order, and TensorFlow 1's way of writing
 * loops and choices turned into such as have bodies.
 *
 * <p>What does not live here: how nodes become operations ({@code io}).
 *
 * <p>Read in this order: {@code Structuring}, which shows the form, {@code Frames}, {@code
 * FrameLoop}, {@code Cut}, {@code Liveness}, {@code Choices}, {@code ResourceReads}.
 */
package org.duograph.session.frames;
