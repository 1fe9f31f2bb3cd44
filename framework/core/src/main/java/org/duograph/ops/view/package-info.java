/**
 * Views of a shape. Ways in which several families look at an array (as rows, lines, channels,
 * windows, a matrix), and checks that their type rules share. Nothing here is an operator.
 *
 * <p>Read {@link org.duograph.ops.view.Rows} first.
 */
package org.duograph.ops.view;
