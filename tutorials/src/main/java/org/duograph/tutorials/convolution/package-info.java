/** Lesson: how a convolution gets fast, from seven loops to Winograd on all cores. */
package org.duograph.tutorials.convolution;
