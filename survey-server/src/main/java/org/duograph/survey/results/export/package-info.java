/**
 * Files to analyse elsewhere: CSV, wide and long, JSON, and the codebook that explains their
 * columns. All are written row by row, so their size does not matter, and all come from the same
 * {@link org.duograph.survey.results.Selection} as the pages.
 */
package org.duograph.survey.results.export;
