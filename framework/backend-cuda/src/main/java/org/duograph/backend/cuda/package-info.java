/**
 * The GPU backend. A file for each family of kernels, under the same name as in the other backends:
 * who has read one finds the way in all. {@link org.duograph.backend.cuda.KernelTable} says which
 * operators there are.
 */
package org.duograph.backend.cuda;
