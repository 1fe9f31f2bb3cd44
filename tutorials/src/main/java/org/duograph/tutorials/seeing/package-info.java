/** Lesson: seeing a net, its plan, its times and its training. */
package org.duograph.tutorials.seeing;
