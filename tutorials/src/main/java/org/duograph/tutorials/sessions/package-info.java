/** Lesson: tensors, graphs, sessions. The session face, and the same program in both faces. */
package org.duograph.tutorials.sessions;
