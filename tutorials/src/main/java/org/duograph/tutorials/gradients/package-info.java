/**
 * Lesson: how gradients work. The chain rule by hand, what both faces make of it, and how to find
 * out whether a gradient is right.
 */
package org.duograph.tutorials.gradients;
