/**
 * What the server counts and measures, as Prometheus reads it: TensorFlow Serving's names, and some
 * of our own.
 */
package org.duograph.serving.metrics;
