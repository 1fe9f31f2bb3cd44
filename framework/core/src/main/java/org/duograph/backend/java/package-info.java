/**
 * The reference backend: runs each operator's reference kernel, in double precision, on one thread.
 * It is slow, and it is the definition: the other backends are right where they agree with it.
 */
package org.duograph.backend.java;
