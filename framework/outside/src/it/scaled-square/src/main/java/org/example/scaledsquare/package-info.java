/** An operator for Duograph: {@link org.example.scaledsquare.ScaledSquare}. */
package org.example.scaledsquare;
