/** Lesson: an operator of one's own, with its gradient and a kernel. */
package org.duograph.tutorials.operator;
