/**
 * Lesson: toy regression. A line is learnt from noisy points, in both faces with the same numbers.
 */
package org.duograph.tutorials.regression;
