/**
 * The operators: a package for each family, a file for each operator (with the operators of its
 * gradient), and {@link org.duograph.ops.OpCatalog}, which lists them all.
 *
 * <p>To add one: copy the file of a similar operator, change it, add a line to the catalogue. The
 * tests and the documentation enumerate the catalogue; backends run the new operator at once, by
 * its reference kernel.
 *
 * <p>Operands are called {@code X Y W b} and their gradients {@code dX dY dW db}; dimensions {@code
 * n c h w}, output channels {@code m}, the kernel {@code kh kw}, the output {@code oh ow}.
 *
 * <p>Views of a shape that several families share stand in {@code view}. Families import it, and
 * each other where one is made of another's operators; never in a circle.
 *
 * <p>Read {@link org.duograph.ops.activation.Relu} first, then {@link org.duograph.ops.conv.Conv}.
 */
package org.duograph.ops;
