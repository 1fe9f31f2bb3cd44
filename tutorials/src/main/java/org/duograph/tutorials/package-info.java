/**
 * Lessons: programs to run, read and change, one package each. The pages of the documentation that
 * explain them include their code and show what they print.
 *
 * <p>{@link org.duograph.tutorials.Lessons} lists them and starts one by its name.
 */
package org.duograph.tutorials;
