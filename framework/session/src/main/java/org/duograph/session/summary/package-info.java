/**
 * What is told of a run, as TensorBoard wants it: {@link org.duograph.session.summary.Values} makes
 * the messages of numbers, {@link org.duograph.session.summary.Histogram}s, {@link
 * org.duograph.session.summary.Pictures}. Files of them are written by the module {@code
 * duograph-tensorboard}.
 */
package org.duograph.session.summary;
