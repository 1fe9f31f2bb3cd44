import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * One step of gradient descent: w and b of y = w x + b, from 0 towards the line through (1, 3), (2,
 * 5), (3, 7), (4, 9). Half the mean squared error falls from 20.5 to 14.2266.
 */
final class FirstStep {
    public static void main(String[] args) {
        try (Graph graph = new Graph();
                Session session = new Session(graph)) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> x = tf.constant(new float[] {1, 2, 3, 4});
            Operand<TFloat32> truth = tf.constant(new float[] {3, 5, 7, 9});
            Variable<TFloat32> w = tf.variable(tf.constant(0f));
            Variable<TFloat32> b = tf.variable(tf.constant(0f));
            Operand<TFloat32> y = tf.math.add(tf.math.mul(w, x), b);
            Operand<TFloat32> squares = tf.math.square(tf.math.sub(y, truth));
            Operand<TFloat32> loss =
                    tf.math.mul(tf.constant(0.5f), tf.math.mean(squares, tf.constant(0)));
            Gradients gradients = tf.gradients(loss, List.of(w, b));
            Operand<TFloat32> rate = tf.constant(0.02f);

            session.initialize();
            System.out.println("loss before the step: " + number(session, loss));
            session.runner()
                    .addTarget(tf.train.applyGradientDescent(w, rate, gradients.<TFloat32>dy(0)))
                    .addTarget(tf.train.applyGradientDescent(b, rate, gradients.<TFloat32>dy(1)))
                    .run()
                    .close();
            System.out.println("loss after the step: " + number(session, loss));
        }
    }

    private static float number(Session session, Operand<TFloat32> of) {
        try (TFloat32 value = (TFloat32) session.runner().fetch(of).run().get(0)) {
            return value.getFloat();
        }
    }
}
