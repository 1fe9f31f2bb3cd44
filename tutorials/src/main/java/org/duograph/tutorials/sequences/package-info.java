/** Lesson: sequences. Recurrent cells of the session face, lengths, attention. */
package org.duograph.tutorials.sequences;
