/**
 * Comparisons and logic. Operators whose results are true or false.
 *
 * <p>Read {@link org.duograph.ops.logic.LT} first.
 */
package org.duograph.ops.logic;
