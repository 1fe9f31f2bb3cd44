package org.duograph.training;

import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;

/** Sets the learning rate before each epoch. */
public final class LearningRateScheduler implements Listener {
    private final DoubleBinaryOperator schedule;

    /** A rate for each epoch, counted from 0. */
    public LearningRateScheduler(IntToDoubleFunction schedule) {
        this((epoch, rate) -> schedule.applyAsDouble((int) epoch));
    }

    private LearningRateScheduler(DoubleBinaryOperator schedule) {
        this.schedule = schedule;
    }

    /** A rate for each epoch, counted from 0, made of the one before. */
    public static LearningRateScheduler ofLast(DoubleBinaryOperator schedule) {
        return new LearningRateScheduler(schedule);
    }

    @Override
    public void epochBegin(Training training, int epoch) {
        double rate = schedule.applyAsDouble(epoch, training.learner().learningRate());
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "The schedule gives epoch %d the learning rate %s; give a number that is not negative"
                            .formatted(epoch, rate));
        }
        training.learner().setLearningRate(rate);
    }
}
