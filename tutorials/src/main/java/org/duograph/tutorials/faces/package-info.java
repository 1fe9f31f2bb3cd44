/**
 * Lesson: two ways to write the same program. The paper's Table 1, row by row, in code that runs.
 */
package org.duograph.tutorials.faces;
