/** The fast CPU backend in pure Java. */
package org.duograph.backend.vector;
