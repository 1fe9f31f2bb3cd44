/**
 * Checkpoints in TensorFlow's second format: arrays by name in two files, an index and their bytes.
 *
 * <p>What does not live here: which variables of a session are saved, and how often, which is
 * {@code Saver}'s.
 *
 * <p>Read in this order: {@code Checkpoint}, {@code Bundle}; then the index's format: {@code
 * TableWriter}, {@code TableReader}, {@code Snappy}, {@code Crc}; then the graph next to it: {@code
 * MetaGraph}, {@code SaverNodes}.
 */
package org.duograph.session.checkpoint;
