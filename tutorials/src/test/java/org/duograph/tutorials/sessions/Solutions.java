package org.duograph.tutorials.sessions;

import java.util.List;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;

/** The exercises about sessions, solved. */
class Solutions extends Exercises {
    @Override
    public Tensor distance(Tensor a, Tensor b) {
        return a.minus(b).square().sum().sqrt();
    }

    @Override
    public Tensor counter(Variable count) {
        return count.assignAdd(1);
    }

    @Override
    public Operation learn(Tensor loss, Variable w) {
        Tensor gradient = loss.graph().gradients(loss, List.of(w.read())).get(0);
        return w.assignSub(gradient.times(0.1f)).operation();
    }
}
