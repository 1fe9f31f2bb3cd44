/**
 * The session face: TensorFlow 1's Tensor, Graph and Session.
 *
 * <pre>{@code
 * Graph g = new Graph();
 * Tensor x = g.placeholder("x", DType.FLOAT32, -1, 784);
 * Variable w = g.variable("w", Initializers.glorotUniform(), 784, 10);
 * Tensor y = x.matmul(w.read()).softmax();
 * try (Session s = new Session(g)) {
 *     s.initialize();
 *     NDArray scores = s.feed(x, images).run(y);
 * }
 * }</pre>
 *
 * <p>A {@link org.duograph.session.Graph} is a list of {@link org.duograph.session.Operation}s, as
 * TensorFlow's files hold them; nothing runs while it is built. A {@link
 * org.duograph.session.Session} holds the variables; a run of it takes the operations that the
 * fetches need, lowers them to a graph of the core for the types of what is fed, and plans that. A
 * plan is kept and used again.
 *
 * <p>What does not live here: what an operator means ({@code op}).
 *
 * <p>Read in this order: {@code Tensor}, {@code Operation}, {@code OperationBuilder}, {@code
 * Graph}, {@code Variable}, {@code Session}, {@code Run}, {@code Fetched}, {@code Timeline}, {@code
 * OutOfRangeException}, {@code Callable}, {@code Layers}, {@code Losses}, {@code Metrics}, {@code
 * ControlFlow}, {@code Cases}, {@code TensorArray}, {@code Recurrence}; then how it works: {@code
 * GraphLowerer}, {@code Inference}, {@code Needed}, {@code PreparedRun}, {@code Master}; branches
 * and bodies of loops: {@code WhileLoop}, {@code Rows}, {@code BodyBuilder}, {@code Body}, {@code
 * Bodies}.
 */
package org.duograph.session;
