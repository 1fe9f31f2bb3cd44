/**
 * {@code duograph data}: databases of images for nets that read their own.
 *
 * <p>What does not live here: the data sets ({@code org.duograph.data}), databases themselves
 * ({@code org.duograph.workspace.io}).
 *
 * <p>Read in this order: {@code DataCommand}, {@code MakeDbCommand}.
 */
package org.duograph.cli.data;
