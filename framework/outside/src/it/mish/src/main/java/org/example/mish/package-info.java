/** Mish, an activation for Duograph: {@link org.example.mish.Mish}. */
package org.example.mish;
