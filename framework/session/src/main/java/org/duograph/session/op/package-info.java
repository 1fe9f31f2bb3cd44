/**
 * TensorFlow 1's operators: what each is called and takes ({@link
 * org.duograph.session.op.Operator}), and what it means in operators of the core ({@link
 * org.duograph.session.op.Lowering}). A family of operators is a file; {@link
 * org.duograph.session.op.Operators} lists them all.
 *
 * <p>What does not live here: graphs and sessions, which are the package above. An operator doesn't
 * know who lowers it: a session that plans a run, or a graph that wants to know shapes.
 *
 * <p>Read in this order: {@code Operator}, {@code Arg}, {@code AttrDef}, {@code Lowering}, {@code
 * LoweringSite}, one family ({@code Arithmetic}), {@code Operators}; {@code SiteBody}, {@code
 * Control}, {@code Loops}, {@code Recurrences} for choices and loops; {@code LstmStep} for
 * recurrent cells; {@code DataTypes}, {@code Tensors}, {@code Attributes} for values in messages.
 */
package org.duograph.session.op;
