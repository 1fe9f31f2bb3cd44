/**
 * The operators, one file each (an operator and the operators of its gradient stand together), and
 * {@link org.duograph.ops.OpCatalog}, which lists them.
 *
 * <p>To add one: copy the file of a similar operator, change it, add a line to the catalogue. The
 * tests and the documentation enumerate the catalogue; backends run the new operator at once, by
 * its reference kernel.
 *
 * <p>Operands are called {@code X Y W b} and their gradients {@code dX dY dW db}; dimensions {@code
 * n c h w}, output channels {@code m}, the kernel {@code kh kw}, the output {@code oh ow}.
 *
 * <p>Families share a builder: {@code Unary} and {@code Binary} for element-wise operators, {@code
 * Reduction}, {@code Distance}, {@code RecurrentUnit}. Views of a shape are shared too: {@code
 * Broadcast}, {@code Rows}, {@code Lines}.
 *
 * <p>Read {@link org.duograph.ops.Relu} first, then {@link org.duograph.ops.Conv}.
 */
package org.duograph.ops;
