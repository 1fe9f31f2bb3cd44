/**
 * Lesson: telling clothes apart. LeNet on Fashion-MNIST, and a close look at what it gets wrong.
 */
package org.duograph.tutorials.clothes;
