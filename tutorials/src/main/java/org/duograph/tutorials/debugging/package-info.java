/** Lesson: nets that do not learn, and how to find out why. */
package org.duograph.tutorials.debugging;
