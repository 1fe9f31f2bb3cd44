/**
 * Nets as they are written: {@link org.duograph.workspace.net.GradientSchema} is the table of
 * Caffe2's gradient operators.
 */
package org.duograph.workspace.net;
