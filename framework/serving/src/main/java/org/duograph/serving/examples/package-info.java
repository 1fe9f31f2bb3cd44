/**
 * Models that are asked with examples, features by name, and answer with classes or numbers: what
 * {@code classify} and {@code regress} mean, whichever interface they come by.
 */
package org.duograph.serving.examples;
