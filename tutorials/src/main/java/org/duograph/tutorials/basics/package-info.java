/**
 * Lesson: first net and workspace. Blobs, operators, fills, nets, and what the engine makes of
 * them.
 */
package org.duograph.tutorials.basics;
