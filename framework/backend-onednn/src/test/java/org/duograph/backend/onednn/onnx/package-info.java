/** ONNX's own tests as judges: a small reader of its files, and what they hold in our operators. */
package org.duograph.backend.onednn.onnx;
