/**
 * Models as a server sees them, whatever files they come from: signatures with named inputs and
 * outputs, and runners, one for each thread, over weights that are in memory once.
 *
 * <p>What does not live here: which version of a model is asked, and when it is loaded ({@code
 * versions}).
 *
 * <p>Read in this order: {@code Port}, {@code ServedSignature}, {@code Model}, {@code Runner},
 * {@code ModelFormats}; then one format after the other, {@code ExampleArrays}, {@code
 * WarmUpRequests}.
 */
package org.duograph.serving.model;
