/** Lesson: what happens to a net before it runs: passes, steps, memory, layouts. */
package org.duograph.tutorials.compiler;
