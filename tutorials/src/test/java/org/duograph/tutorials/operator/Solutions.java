package org.duograph.tutorials.operator;

import java.nio.FloatBuffer;
import org.duograph.backend.Kernel;

/** The exercises about operators, solved. */
class Solutions extends Exercises {
    @Override
    public double mish(double x) {
        return x * Math.tanh(Math.log1p(Math.exp(x)));
    }

    @Override
    public double mishSlope(double x) {
        double tanh = Math.tanh(Math.log1p(Math.exp(x)));
        return tanh + x * (1 - tanh * tanh) / (1 + Math.exp(-x));
    }

    @Override
    public Kernel snakeGradient(
            float frequency, int size, FloatBuffer x, FloatBuffer dY, FloatBuffer dX) {
        return () -> {
            for (int i = 0; i < size; i++) {
                dX.put(i, dY.get(i) * (1 + (float) Math.sin(2 * frequency * x.get(i))));
            }
        };
    }
}
