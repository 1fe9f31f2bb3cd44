/** Lesson: the 6-layer net on CIFAR-10. Data, layers, gradients, training, testing, saving. */
package org.duograph.tutorials.cifar10;
