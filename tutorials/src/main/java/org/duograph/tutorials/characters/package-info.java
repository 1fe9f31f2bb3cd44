/** Lesson: a recurrent net that learns to write. Text, cells, carried states, sampling, saving. */
package org.duograph.tutorials.characters;
