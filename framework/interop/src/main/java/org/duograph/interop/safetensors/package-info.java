/**
 * Weights in the safetensors format, in which many trained nets are published today: a table of
 * names, types and places as JSON, and then the numbers. Nothing in such a file is ever run.
 *
 * <p>Read {@code SafeTensors}.
 */
package org.duograph.interop.safetensors;
