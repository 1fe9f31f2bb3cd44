/**
 * Rows in groups. Operators on rows of which some belong together, such as the words of a sentence:
 * a segment of them is folded to one row, padded, or tiled. Which rows belong together say lengths,
 * or the number of its segment at each row.
 *
 * <p>Read {@link org.duograph.ops.segment.Segments}, then {@link
 * org.duograph.ops.segment.SegmentFolds}.
 */
package org.duograph.ops.segment;
