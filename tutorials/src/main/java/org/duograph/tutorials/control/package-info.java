/**
 * Lesson: nets that decide and repeat. Choices and loops in both faces, and gradients through them.
 */
package org.duograph.tutorials.control;
