package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.graph.Suggestion;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.LearningRatePolicy;
import org.duograph.workspace.model.Optimizer;
import org.duograph.workspace.model.Optimizers;

/** A solver file that has been checked, and what its words mean. */
final class Settings {
    private static final List<String> TYPES =
            List.of("SGD", "Nesterov", "Adam", "AdaGrad", "RMSProp");
    private static final List<String> POLICIES =
            List.of("fixed", "step", "multistep", "exp", "inv", "poly", "sigmoid");
    private static final List<String> FILLERS = List.of("xavier", "msra");

    private final String source;
    private final Solver solver;

    private Settings(String source, Solver solver) {
        this.source = source;
        this.solver = solver;
    }

    /**
     * Reads and checks a solver.
     *
     * @throws IllegalArgumentException if a field has a value that it can't have
     */
    static Settings read(Path file) throws IOException {
        return read(file, UnaryOperator.identity());
    }

    /** Reads a solver, lets it be changed, and checks it then. */
    static Settings read(Path file, UnaryOperator<Solver> changed) throws IOException {
        Solver solver = MessageFiles.read(file, Solver.getDefaultInstance());
        return of(file.toString(), changed.apply(solver));
    }

    /** Checks a solver; {@code source} names it in errors. */
    static Settings of(String source, Solver solver) {
        Settings settings = new Settings(source, solver);
        settings.check();
        return settings;
    }

    /** The same, with this seed if the solver names none. */
    Settings withSeed(long seed) {
        return solver.hasRandomSeed()
                ? this
                : new Settings(source, solver.toBuilder().setRandomSeed(seed).build());
    }

    private void check() {
        oneOf("type", solver.getType(), TYPES);
        oneOf("lr_policy", solver.getLrPolicy(), POLICIES);
        oneOf("weight_filler", solver.getWeightFiller(), FILLERS);
        require(solver.getBaseLr() > 0, "base_lr must be above 0");
        require(solver.getBatchSize() > 0, "batch_size must be above 0");
        require(
                solver.getMomentum() >= 0 && solver.getMomentum() < 1,
                "momentum must be in [0, 1)");
        require(solver.getWeightDecay() >= 0, "weight_decay can't be negative");
        require(solver.getTestInterval() >= 0, "test_interval can't be negative");
        require(solver.getSnapshot() >= 0, "snapshot can't be negative");
        boolean step = List.of("step", "sigmoid").contains(solver.getLrPolicy());
        require(
                !step || solver.getStepsize() > 0,
                "lr_policy \"%s\" needs a stepsize above 0",
                solver.getLrPolicy());
        boolean steps = solver.getLrPolicy().equals("multistep");
        require(
                !steps || solver.getStepvalueCount() > 0,
                "lr_policy \"multistep\" needs a stepvalue for each step at which the rate changes");
        require(
                solver.getStepvalueList().stream().allMatch(s -> s > 0),
                "each stepvalue must be above 0");
        boolean gamma = !List.of("fixed", "poly").contains(solver.getLrPolicy());
        require(!gamma || solver.hasGamma(), "lr_policy \"%s\" needs gamma", solver.getLrPolicy());
        boolean byMomentum = List.of("SGD", "Nesterov").contains(solver.getType());
        require(
                byMomentum || !solver.hasMomentum(),
                "type \"%s\" takes no momentum",
                solver.getType());
        require(
                solver.getMaxIter() > 0 ^ solver.getEpochs() > 0,
                "say how long to train: max_iter or epochs, one of them and above 0");
    }

    private void oneOf(String field, String value, List<String> known) {
        require(
                known.contains(value),
                "%s can't be \"%s\"%s (it can be %s)",
                field,
                value,
                Suggestion.among(value, known),
                String.join(", ", known));
    }

    private void require(boolean ok, String message, Object... arguments) {
        if (!ok) {
            throw new IllegalArgumentException(source + ": " + message.formatted(arguments));
        }
    }

    /** The fields that need no interpretation. */
    Solver solver() {
        return solver;
    }

    /** How many steps to train, where an epoch has so many. */
    int steps(int perEpoch) {
        return solver.getMaxIter() > 0
                ? solver.getMaxIter()
                : Math.max(1, Math.round(solver.getEpochs() * perEpoch));
    }

    /** How weights start. */
    Initializer weightFiller() {
        return solver.getWeightFiller().equals("msra") ? Initializer.msra() : Initializer.xavier();
    }

    /** The optimizer for a run of so many steps. */
    Optimizer<?> optimizer(int steps) {
        double rate = solver.getBaseLr();
        Optimizer<?> optimizer =
                switch (solver.getType()) {
                    case "Adam" -> Optimizers.adam(rate);
                    case "AdaGrad" -> Optimizers.adagrad(rate);
                    case "RMSProp" -> Optimizers.rmsProp(rate);
                    default ->
                            Optimizers.sgd(rate)
                                    .momentum(solver.getMomentum())
                                    .nesterov(solver.getType().equals("Nesterov"));
                };
        optimizer.weightDecay(solver.getWeightDecay());
        optimizer.countingFrom(0);
        if (!solver.getLrPolicy().equals("fixed")) {
            optimizer.policy(policy(steps));
        }
        return optimizer;
    }

    /** The learning rate of a step, the first being 0, in a run of so many steps. */
    double rate(int step, int steps) {
        return policy(steps).at(solver.getBaseLr(), step);
    }

    private LearningRatePolicy policy(int steps) {
        return switch (solver.getLrPolicy()) {
            case "step" -> LearningRatePolicy.step(solver.getStepsize(), solver.getGamma());
            case "multistep" ->
                    LearningRatePolicy.multistep(solver.getStepvalueList(), solver.getGamma());
            case "exp" -> LearningRatePolicy.exp(solver.getGamma());
            case "inv" -> LearningRatePolicy.inv(solver.getGamma(), solver.getPower());
            case "poly" -> LearningRatePolicy.poly(solver.getPower(), steps);
            case "sigmoid" -> LearningRatePolicy.sigmoid(solver.getGamma(), solver.getStepsize());
            default -> LearningRatePolicy.fixed();
        };
    }
}
