/**
 * JSON as TensorFlow Serving reads and writes it: a reader that goes over bytes once and puts
 * numbers straight into arrays, a writer with that server's line breaks, and its decimals.
 *
 * <p>Its messages are those of RapidJSON, which TensorFlow Serving uses. {@code NaN}, {@code
 * Infinity} and {@code -Infinity} are numbers, as there.
 *
 * <p>Read in this order: {@code JsonReader}, {@code Elements}, {@code JsonWriter}, {@code Decimal}.
 */
package org.duograph.serving.json;
